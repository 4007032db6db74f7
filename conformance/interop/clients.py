"""Official and third-party clients against the emulator.

Called by run.sh with the line the emulator prints when it is ready. With --ca FILE they ask by https, and hold its
certificate against the file.
"""

import argparse
import json
import logging
import sys
from urllib.parse import urlsplit

import libcloud.security
from alibabacloud_ecs20140526.client import Client as EcsClient
from alibabacloud_ecs20140526.models import DescribeImagesRequest as EcsDescribeImagesRequest
from alibabacloud_ecs20140526.models import DescribeImagesRequestTag as EcsTag
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.models import Config
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkecs.request.v20140526.DescribeImagesRequest import DescribeImagesRequest
from libcloud.common.exceptions import BaseHTTPError
from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider

parser = argparse.ArgumentParser()
parser.add_argument("ready", help="the line the emulator prints")
parser.add_argument("--ca", help="a file with the certificate to trust; the emulator is asked by https then")
ARGS = parser.parse_args()

READY = json.loads(ARGS.ready)
SCHEME = "https" if ARGS.ca else "http"
ADDRESS = urlsplit(READY["https_url" if ARGS.ca else "url"]).netloc
HOST, PORT = ADDRESS.split(":")
REGION = "cn-hangzhou"
KEY, SECRET = "interop-id", "interop-secret"
TEMPORARY = {"key": "interop-sts", "secret": "interop-sts-secret", "token": "interop-sts-token"}

failures = 0


def check(name, got, expected):
    """Prints one line and counts what differs."""
    global failures
    if got == expected:
        print(f"ok    {name}: {got!r}")
    else:
        failures += 1
        print(f"FAIL  {name}: got {got!r}, expected {expected!r}")


def sdk_request(accept_format="json", **parameters):
    """A request of the official SDK, sent to the emulator."""
    request = DescribeImagesRequest()
    request.set_accept_format(accept_format)
    request.set_protocol_type(SCHEME)
    request.set_endpoint(ADDRESS)
    for name, value in parameters.items():
        request.add_query_param(name.replace("_", "."), value)
    return request


def sdk_client(key=KEY, secret=SECRET, region=REGION):
    return AcsClient(key, secret, region, auto_retry=False, verify=ARGS.ca)


def sdk_pages(page_size, **parameters):
    """All image ids, page by page until the total is reached."""
    ids, number = [], 1
    while True:
        request = sdk_request(PageSize=page_size, PageNumber=number, **parameters)
        page = json.loads(sdk_client().do_action_with_exception(request))
        assert page["PageNumber"] == number and page["PageSize"] == page_size, page
        ids += [image["ImageId"] for image in page["Images"]["Image"]]
        if number * page_size >= page["TotalCount"]:
            return ids, page["TotalCount"]
        number += 1


def sdk_code(client=None, **parameters):
    """The code and status with which a call fails."""
    try:
        (client or sdk_client()).do_action_with_exception(sdk_request(**parameters))
    except ServerException as error:
        return (error.get_error_code(), error.get_http_status())
    return None


def official_python_sdk():
    print("# aliyun-python-sdk-core 2.16.1 + aliyun-python-sdk-ecs 4.24.83")
    ids, total = sdk_pages(25)
    check("images over all pages", len(ids), total)
    check("no image twice", len(set(ids)), total)
    check("at least a hundred images by default", total >= 100, True)
    check("pages of 100 list the same", set(sdk_pages(100)[0]) == set(ids), True)
    # do_action_with_exception always asks for JSON; get_response asks for what the request says.
    status, _, xml = sdk_client().get_response(sdk_request("XML", PageSize=1))
    check("XML on request", (status, b"<DescribeImagesResponse>" in xml), (200, True))

    codes = {
        "wrong secret": (sdk_code(sdk_client(secret="wrong")), ("InvalidAccessKeySecret", 400)),
        "unknown key": (sdk_code(sdk_client(key="nobody")), ("InvalidAccessKeyId.NotFound", 404)),
        "dry run": (sdk_code(DryRun="true"), ("DryRunOperation", 400)),
        "usage": (sdk_code(Usage="disk"), ("InvalidUsage", 404)),
        "owner alias": (
            sdk_code(ImageOwnerAlias="nobody"),
            ("InvalidImageOwnerAlias.ValueNotSupported", 400),
        ),
        "tag value without key": (sdk_code(Tag_1_Value="v"), ("InvalidTag.Mismatch", 400)),
        "21 tags": (
            sdk_code(**{f"Tag_{n}_Key": f"k{n}" for n in range(1, 22)}),
            ("InvalidTagCount", 400),
        ),
        "page of 101": (sdk_code(PageSize=101), ("InvalidParameter", 400)),
        "unknown region": (
            sdk_code(sdk_client(region="mars-1")),
            ("InvalidRegionId.NotFound", 404),
        ),
    }
    for name, (got, expected) in codes.items():
        check(name, got, expected)
    return set(ids)


def new_sdk_client(algorithm, key=KEY, secret=SECRET, token=None):
    """A client of the current SDK, which signs with ACS3 unless told otherwise."""
    return EcsClient(
        Config(
            access_key_id=key,
            access_key_secret=secret,
            security_token=token,
            region_id=REGION,
            endpoint=ADDRESS,
            protocol=SCHEME.upper(),
            ca=ARGS.ca,
            signature_algorithm=algorithm,
        )
    )


def new_sdk_page(client, **parameters):
    request = EcsDescribeImagesRequest(region_id=REGION, **parameters)
    return client.describe_images(request).body


def new_sdk_pages(client, page_size):
    """All image ids, page by page until the total is reached."""
    ids, number = [], 1
    while True:
        page = new_sdk_page(client, page_size=page_size, page_number=number)
        assert page.page_number == number and page.page_size == page_size, page
        ids += [image.image_id for image in page.images.image]
        if number * page_size >= page.total_count:
            return ids
        number += 1


def new_sdk_code(client, **parameters):
    """The code and status with which a call fails."""
    try:
        new_sdk_page(client, **parameters)
    except AlibabaCloudException as error:
        return (error.code, error.status_code)
    return None


def new_python_sdk(algorithm, expected_ids):
    def client(**credentials):
        return new_sdk_client(algorithm, **credentials)

    print(f"# alibabacloud_ecs20140526 7.11.8, {algorithm or 'ACS3'}")
    ids = new_sdk_pages(client(), 25)
    check("images over all pages", len(ids), len(expected_ids))
    check("the same images", set(ids) == expected_ids, True)
    check("with a security token", set(new_sdk_pages(client(**TEMPORARY), 100)) == expected_ids, True)
    tags = [EcsTag(key=f"k{n}") for n in range(1, 22)]
    another_token = {**TEMPORARY, "token": "another"}
    codes = {
        "wrong secret": (new_sdk_code(client(secret="wrong")), ("SignatureDoesNotMatch", 400)),
        "unknown key": (new_sdk_code(client(key="nobody")), ("InvalidAccessKeyId.NotFound", 404)),
        "another token": (
            new_sdk_code(client(**another_token)),
            ("InvalidSecurityToken.MismatchWithAccessKey", 400),
        ),
        "dry run": (new_sdk_code(client(), dry_run=True), ("DryRunOperation", 400)),
        "usage": (new_sdk_code(client(), usage="disk"), ("InvalidUsage", 404)),
        "21 tags": (new_sdk_code(client(), tag=tags), ("InvalidTagCount", 400)),
    }
    for name, (got, expected) in codes.items():
        check(name, got, expected)


def libcloud_driver(key=KEY, secret=SECRET):
    driver = get_driver(Provider.ALIYUN_ECS)
    return driver(key, secret, region=REGION, secure=bool(ARGS.ca), host=HOST, port=int(PORT))


def libcloud_code(**keys):
    try:
        libcloud_driver(**keys).list_images()
    except BaseHTTPError as error:
        return (next(c for c in CODES if c in str(error)), error.code)
    return None


def libcloud_images(expected_ids):
    print("# apache-libcloud 3.9.1, driver ALIYUN_ECS")
    images = libcloud_driver().list_images()
    check("images", len(images), len(expected_ids))
    check("the same images", {image.id for image in images} == expected_ids, True)
    check("Chinese names survive", any("64位" in image.extra["os_name"] for image in images), True)
    check("wrong secret", libcloud_code(secret="wrong"), ("SignatureDoesNotMatch", 400))
    check("unknown key", libcloud_code(key="nobody"), ("InvalidAccessKeyId.NotFound", 404))


CODES = ("SignatureDoesNotMatch", "InvalidAccessKeyId.NotFound")

if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    if ARGS.ca:
        libcloud.security.CA_CERTS_PATH = ARGS.ca
    print(f"# by {SCHEME}")
    image_ids = official_python_sdk()
    new_python_sdk(None, image_ids)
    new_python_sdk("v2", image_ids)
    libcloud_images(image_ids)
    print(f"{failures} failed")
    sys.exit(1 if failures else 0)
