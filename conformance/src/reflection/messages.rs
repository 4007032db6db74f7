//! Texts that repeat nothing.

use super::choices::Choices;

/// A message as the service or a gateway writes it. All of them have to be shown as they are.
pub(super) fn message(choices: &mut impl Choices) -> String {
    if choices.once_in(2) {
        return (*choices.one(&MESSAGES)).to_owned();
    }
    // A date or an identifier after the name of a secret reads like its value.
    let others = if choices.once_in(2) { NAMES } else { VALUES };
    let words = 3 + choices.below(20);
    let words: Vec<&str> = (0..words)
        .map(|_| if choices.once_in(4) { *choices.one(&others) } else { *choices.one(&WORDS) })
        .collect();
    words.join(" ") + "."
}

const MESSAGES: [&str; 34] = [
    "Specified signature is not matched with our calculation.",
    "The request signature does not conform to Aliyun standards.",
    "Specified signature nonce was used already.",
    "Specified access key is not found.",
    "Specified time stamp or date value is expired.",
    "The input parameter \"SecurityToken\" that is mandatory for processing this request is not supplied.",
    "The specified ImageOwnerAlias is invalid.",
    "The specified value of parameter \"PageSize\" is not valid.",
    "The specified RegionId cn-hangzhou does not exist.",
    "The Tag.n.Key and Tag.n.Value are not match.",
    "The maximum number of Tags is exceeded.",
    "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
    "Request was denied due to user flow control.",
    "The image m-bp1g7004ksh0oeuco1rt of acs:ecs:cn-hangzhou:1234567890123456:image/* is not yours.",
    "See https://help.aliyun.com/document_detail/25534.html?spm=a2c4g.11186623&lang=zh for more.",
    "The request processing has failed due to some unknown error, exception or failure.",
    "The security token you provided is not valid.",
    "The Signature version 2.0 is not supported; expected 1.0 or ACS3-HMAC-SHA256.",
    "Cannot build the string to sign: a parameter is missing.",
    "名称不合法：请使用 2 到 128 个字符，不能以 http:// 开头。",
    "指定的镜像 m-bp67acfmxazb4ph 不存在。",
    "R&D images, 100% = all of them, a+b",
    "Specified access key is not found. RequestId=473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E",
    "https://api.aliyun.com/troubleshoot?q=InvalidAction.NotFound&product=Ecs&requestId=0B12DE1A-2304-5E86-AAFD-B0206BDECD01",
    "See https://api.aliyun.com/troubleshoot?q=SignatureNonceUsed&product=Ecs for help.",
    "Authorization: Permission denied by RAM policy.",
    "Invalid credential: ExpiredToken",
    "SignatureVersion=1.0 is required",
    "AccessKey of 1234567890123456 is inactive",
    "Credential of acs:ram::1234567890123456:user/ci has expired.",
    "Tag.1.Key=team&Tag.1.Value=blue is not valid.",
    "https://bucket.oss-cn-hangzhou.aliyuncs.com/Images/2024/10/12/x64.vhd does not exist.",
    "The canonical request was not valid: HTTP/1.1 expected",
    "您的授权(Authorization)信息：子用户无权限，请联系主账号 1234567890123456。",
];

const WORDS: [&str; 18] = [
    "the",
    "image",
    "specified",
    "parameter",
    "RegionId",
    "is",
    "not",
    "valid",
    "cn-hangzhou",
    "DescribeImages",
    "\"ImageName\"",
    "镜像",
    "request",
    "denied,",
    "flow",
    "control",
    "100%",
    "InvalidUsage",
];

const NAMES: [&str; 6] = ["signature", "token", "access", "key", "nonce", "authorization"];

const VALUES: [&str; 6] = [
    "2014-05-26",
    "(m-bp1g7004ksh0oeuco1rt)",
    "8080",
    "acs:ecs:*:1234567890123456:image/*",
    "x86_64",
    "ubuntu_22_04_x64_20G_alibase_20260101.vhd",
];
