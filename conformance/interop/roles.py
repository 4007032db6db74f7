"""Official clients of roles against the emulator: temporary keys by AssumeRole, AssumeRoleWithOIDC and the metadata of
an instance, and what is signed with them.

Called by run.sh with the line the emulator prints when it is ready. With --ca FILE the endpoint is asked by https, and
its certificate held against the file.
"""

import argparse
import base64
import json
import logging
import sys
import tempfile
import time
from urllib.parse import urlsplit

from alibabacloud_credentials.client import Client as CredentialClient
from alibabacloud_credentials.provider.ecs_ram_role import EcsRamRoleCredentialsProvider
from alibabacloud_credentials.provider.oidc import OIDCRoleArnCredentialsProvider
from alibabacloud_credentials.provider.ram_role_arn import RamRoleArnCredentialsProvider
from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ecs20140526.client import Client as EcsClient
from alibabacloud_sts20150401 import models as sts
from alibabacloud_sts20150401.client import Client as StsClient
from alibabacloud_tea_openapi.models import Config
from Tea.core import TeaCore
from Tea.exceptions import TeaException

parser = argparse.ArgumentParser()
parser.add_argument("ready", help="the line the emulator prints")
parser.add_argument("--ca", help="a file with the certificate to trust; the endpoint is asked by https then")
parser.add_argument("--v2-only", action="store_true", help="the emulator was started with --metadata-v2-only")
ARGS = parser.parse_args()

READY = json.loads(ARGS.ready)
ADDRESS = urlsplit(READY["https_url" if ARGS.ca else "url"]).netloc
METADATA = urlsplit(READY["metadata_url"]).netloc
SCHEME = "https" if ARGS.ca else "http"
REGION = "cn-hangzhou"
KEY, SECRET = "interop-id", "interop-secret"
ROLE = "acs:ram::1234567890123456:role/interop"
PROVIDER = "acs:ram::1234567890123456:oidc-provider/interop"

failures = 0
without_tokens = False
do_action = TeaCore.do_action


def check(name, got, expected):
    """Prints one line and counts what differs."""
    global failures
    if got == expected:
        print(f"ok    {name}: {got!r}")
    else:
        failures += 1
        print(f"FAIL  {name}: got {got!r}, expected {expected!r}")


def redirected(request, runtime_option=None):
    """Sends requests to the two fixed hosts of the credentials package to the emulator instead."""
    runtime_option = dict(runtime_option or {})
    host = request.headers.get("host")
    if host == "100.100.100.200":
        if without_tokens and request.method == "PUT":
            raise OSError("this client has no tokens")
        request.protocol = "http"
        request.headers["host"] = METADATA
    elif host == "sts.aliyuncs.com":
        request.protocol = SCHEME
        request.headers["host"] = ADDRESS
        runtime_option["ca"] = ARGS.ca
    return do_action(request, runtime_option)


def config(**keys):
    return Config(region_id=REGION, endpoint=ADDRESS, protocol=SCHEME.upper(), ca=ARGS.ca, **keys)


def of_account(algorithm=None):
    return config(access_key_id=KEY, access_key_secret=SECRET, signature_algorithm=algorithm)


def code(call):
    """The code and status with which a call fails."""
    try:
        call()
    except TeaException as error:
        return (error.code, getattr(error, "statusCode", None) or getattr(error, "status_code", None))
    return None


def token(seconds):
    """A token of a provider of OpenID Connect; the emulator does not verify signatures."""
    claims = {"iss": "https://idp", "aud": "interop", "sub": "alice", "exp": int(time.time()) + seconds}
    parts = [json.dumps({"alg": "RS256"}).encode(), json.dumps(claims).encode(), b"signature"]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def token_file(text):
    file = tempfile.NamedTemporaryFile("w", suffix=".token")
    file.write(text)
    file.flush()
    return file


def check_provider(name, provider, role, session):
    """Fetches a key, asks STS whose it is, and lists images with it."""
    fetched = provider.get_credentials()
    check(f"{name}: a temporary key", (fetched.get_access_key_id() or "")[:4], "STS.")
    keys = config(credential=CredentialClient(provider=provider))
    identity = StsClient(keys).get_caller_identity().body
    check(f"{name}: whose key it is", identity.identity_type, "AssumedRoleUser")
    arn = f"acs:ram::1234567890123456:assumed-role/{role}/"
    check(f"{name}: in which role", identity.arn.startswith(arn + session), True)
    for algorithm in (None, "v2"):
        keys = config(credential=CredentialClient(provider=provider), signature_algorithm=algorithm)
        page = EcsClient(keys).describe_images(ecs.DescribeImagesRequest(region_id=REGION)).body
        check(f"{name}: images with it, {algorithm or 'ACS3'}", len(page.images.image), 10)


def assume_role():
    def provider(**changes):
        values = {"role_arn": ROLE, "role_session_name": "interop", **changes}
        return RamRoleArnCredentialsProvider(access_key_id=KEY, access_key_secret=SECRET, **values)

    check_provider("AssumeRole", provider(policy='{"Version":"1"}', external_id="ex"), "interop", "interop")
    chained = RamRoleArnCredentialsProvider(
        credentials_provider=provider(), role_arn=ROLE.replace("interop", "next"), role_session_name="chained"
    )
    check_provider("AssumeRole, chained", chained, "next", "chained")
    try:
        provider(role_arn="interop").get_credentials()
        refused = None
    except Exception as error:
        refused = "InvalidParameter.RoleArn" in str(error)
    check("AssumeRole: a malformed role is refused", refused, True)


def assume_role_with_oidc():
    def provider(file):
        return OIDCRoleArnCredentialsProvider(
            role_arn=ROLE, oidc_provider_arn=PROVIDER, oidc_token_file_path=file.name, role_session_name="interop"
        )

    with token_file(token(60)) as file:
        check_provider("AssumeRoleWithOIDC", provider(file), "interop", "interop")
    for name, text, expected in [
        ("expired", token(-60), "AuthenticationFail.OIDCToken.Expired"),
        ("no token", "text", "AuthenticationFail.OIDCToken.Invalid"),
    ]:
        with token_file(text) as file:
            try:
                provider(file).get_credentials()
                refused = None
            except Exception as error:
                refused = expected in str(error)
            check(f"AssumeRoleWithOIDC: {name}", refused, True)


def metadata():
    global without_tokens

    def provider(**values):
        return EcsRamRoleCredentialsProvider(async_update_enabled=False, **values)

    session = "vm-ram-i-"
    check_provider("metadata, v2", provider(disable_imds_v1=True), "EmulatorRole", session)
    named = provider(disable_imds_v1=True, role_name="EmulatorRole")
    check_provider("metadata, v2, named role", named, "EmulatorRole", session)
    without_tokens = True
    if ARGS.v2_only:
        try:
            provider().get_credentials()
            refused = None
        except Exception as error:
            refused = "HttpCode=403" in str(error)
        check("metadata, v1: refused where only v2 is served", refused, True)
    else:
        check_provider("metadata, v1", provider(), "EmulatorRole", session)
    without_tokens = False
    try:
        # Without falling back to v1, whose refusal would be told instead.
        provider(role_name="another", disable_imds_v1=True).get_credentials()
        refused = None
    except Exception as error:
        refused = "HttpCode=404" in str(error)
    check("metadata: another role is not found", refused, True)


def sts_sdk():
    for algorithm in (None, "v2"):
        name = f"STS SDK, {algorithm or 'ACS3'}"
        client = StsClient(of_account(algorithm))
        identity = client.get_caller_identity().body
        check(f"{name}: the account", (identity.identity_type, identity.arn), ("Account", "acs:ram::1234567890123456:root"))
        assumed = client.assume_role(sts.AssumeRoleRequest(role_arn=ROLE, role_session_name="sdk")).body
        check(f"{name}: AssumeRole", assumed.assumed_role_user.arn, ROLE + "/sdk")
        short = sts.AssumeRoleRequest(role_arn=ROLE, role_session_name="sdk", duration_seconds=899)
        check(f"{name}: 899 seconds", code(lambda: client.assume_role(short)), ("InvalidParameter.DurationSeconds", 400))
        # This SDK sends it without a key in either way.
        request = sts.AssumeRoleWithOIDCRequest(
            role_arn=ROLE, oidcprovider_arn=PROVIDER, oidctoken=token(60), role_session_name="sdk"
        )
        body = StsClient(config(signature_algorithm=algorithm)).assume_role_with_oidc(request).body
        check(f"{name}: AssumeRoleWithOIDC", (body.oidctoken_info.subject, body.oidctoken_info.client_ids), ("alice", "interop"))
        request.oidctoken = token(-60)
        anonymous = StsClient(config(signature_algorithm=algorithm))
        expired = code(lambda: anonymous.assume_role_with_oidc(request))
        check(f"{name}: an expired token", expired, ("AuthenticationFail.OIDCToken.Expired", 401))


def ecs_sdk():
    for algorithm in (None, "v2"):
        name = f"ECS SDK, {algorithm or 'ACS3'}"
        client = EcsClient(of_account(algorithm))
        regions = client.describe_regions(ecs.DescribeRegionsRequest()).body.regions.region
        found = [region.region_endpoint for region in regions if region.region_id == REGION]
        check(f"{name}: DescribeRegions", found, [ADDRESS])
        own = ecs.DescribeImagesRequest(region_id=REGION, image_owner_alias="self", page_size=100)
        families = [image.image_family for image in client.describe_images(own).body.images.image]
        family = next(family for family in families if family)
        request = ecs.DescribeImageFromFamilyRequest(region_id=REGION, image_family=family)
        image = client.describe_image_from_family(request).body.image
        check(f"{name}: DescribeImageFromFamily", (image.image_family, image.status), (family, "Available"))
        request.image_family = "none"
        check(f"{name}: no such family", client.describe_image_from_family(request).body.image, None)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    print("# alibabacloud_credentials 1.0.12; its fixed hosts 100.100.100.200 and https://sts.aliyuncs.com are replaced")
    print(f"# by {METADATA} and {SCHEME}://{ADDRESS}; it has no other way to be pointed here")
    TeaCore.do_action = staticmethod(redirected)
    assume_role()
    assume_role_with_oidc()
    metadata()
    print("# alibabacloud_sts20150401 1.1.6")
    sts_sdk()
    print("# alibabacloud_ecs20140526 7.11.8")
    ecs_sdk()
    print(f"{failures} failed")
    sys.exit(1 if failures else 0)
