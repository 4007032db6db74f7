#!/usr/bin/env python3
"""Writes the seeds of the target `request` into its corpus.

    crates/wire/fuzz/seeds.py
"""

import pathlib

ROLE = "RoleArn=acs:ram::1234567890123456:role/r&RoleSessionName=name"
# Header and claims are "{}" and {"exp":99999999999}.
TOKEN = "e30.eyJleHAiOjk5OTk5OTk5OTk5fQ.e30"
PROVIDER = "OIDCProviderArn=acs:ram::1234567890123456:oidc-provider/p"

QUERIES = {
    "images": "Action=DescribeImages&RegionId=cn-hangzhou",
    "images-json": "Action=DescribeImages&RegionId=cn-hangzhou&Format=JSON&PageSize=2&PageNumber=3",
    "images-filters": "Action=DescribeImages&RegionId=cn-hangzhou&ImageOwnerAlias=system&OSType=linux"
    "&Architecture=x86_64&ImageName=*ubuntu*&Status=Available&Usage=none",
    "images-ids": "Action=DescribeImages&RegionId=cn-hangzhou&ImageId=m-1,m-2&SnapshotId=s-1&ImageFamily=f",
    "images-tags": "Action=DescribeImages&RegionId=cn-hangzhou&Tag.1.Key=a&Tag.1.Value=b&tag.2.key=c",
    "images-filter": "Action=DescribeImages&RegionId=cn-hangzhou&Filter.1.Key=CreationStartTime&Filter.1.Value=2016-02-23T12:46Z",
    "images-dry-run": "Action=DescribeImages&RegionId=cn-hangzhou&DryRun=true&ShowExpired=true&IsSupportIoOptimized=false",
    "images-type": "Action=DescribeImages&RegionId=cn-beijing&InstanceType=ecs.g5.large&ActionType=CreateEcs&ResourceGroupId=rg",
    "regions": "Action=DescribeRegions&AcceptLanguage=en-US&InstanceChargeType=PrePaid&ResourceType=instance",
    "family": "Action=DescribeImageFromFamily&RegionId=cn-hangzhou&ImageFamily=acs:ubuntu_24_04_x64&Format=JSON",
    "assume": f"Action=AssumeRole&{ROLE}&DurationSeconds=900&ExternalId=abc&SourceIdentity=abc&Policy=%7B%7D",
    "oidc": f"Action=AssumeRoleWithOIDC&{ROLE}&{PROVIDER}&OIDCToken={TOKEN}",
    "identity": "Action=GetCallerIdentity&Format=JSON",
}

PLAIN = {
    "method": "\nPUT /?Format=JSON\nHost: localhost\n\n",
    "path": "\nGET /x?Action=DescribeImages\n\n",
    "health": "\nGET /_emulator/health\n\n",
    "admin": "\nPUT /_emulator/faults\nContent-Type: application/toml\n\n[[fault]]\n",
    "twice": "\nGET /?Action=DescribeImages&Action=DescribeImages&%zz=1\n\n",
    "other-type": "\nPOST /?Action=DescribeImages&Version=2014-05-26\nContent-Type: application/json\n\n{}",
    "absolute": "r\nGET http://ecs.aliyuncs.com/?RegionId=cn-hangzhou\n\n",
    "star": "\nOPTIONS *\n\n",
    "unsigned-headers": "\nPOST /\nAuthorization: ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=00\n"
    "x-acs-action: DescribeImages\nx-acs-version: 2014-05-26\nx-acs-date: 2026-11-20T12:00:00Z\n"
    "x-acs-signature-nonce: n\nx-acs-content-sha256: 00\n\n",
    "wrong-signature": "\nGET /?AccessKeyId=fuzz-id&Action=DescribeImages&Format=JSON&SignatureMethod=HMAC-SHA1"
    "&SignatureNonce=n&SignatureVersion=1.0&Timestamp=2026-11-20T12:00:00.5Z&Version=2014-05-26&Signature=AAAA\n\n",
}


def main() -> None:
    folder = pathlib.Path(__file__).parent / "corpus" / "request"
    folder.mkdir(parents=True, exist_ok=True)
    seeds = dict(PLAIN)
    for name, query in QUERIES.items():
        action, _, rest = query.removeprefix("Action=").partition("&")
        seeds[f"rpc-{name}"] = f"r\nGET /?{query}\nHost: localhost\n\n"
        seeds[f"form-{name}"] = (
            f"rs\nPOST /?Format=XML\nContent-Type: application/x-www-form-urlencoded\n\n{query.replace('Format=JSON', '')}"
        )
        seeds[f"acs3-{name}"] = f"as\nPOST /?{rest}\nx-acs-action: {action}\n\n"
    for name, text in seeds.items():
        (folder / name).write_text(text)
    print(f"{len(seeds)} seeds")


main()
