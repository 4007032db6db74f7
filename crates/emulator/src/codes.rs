//! Every error the emulator answers with: code, HTTP status, message and where they come from.
//!
//! Codes that the documents print with a space or in another case (`Invalidtag. Mismatch`) have
//! their canonical spelling here. Messages are the documents' where a document has them, slips
//! included (`specifed`), and otherwise what the live service was seen to say. A `{}` stands for
//! the name of a parameter.
//!
//! ```
//! use aliyun_ecs_emulator::codes;
//!
//! assert_eq!(codes::INVALID_USAGE.code(), "InvalidUsage");
//! assert_eq!(codes::INVALID_USAGE.status(), 404);
//! assert!(codes::ALL.contains(&codes::INVALID_USAGE));
//! ```

use http::StatusCode;

/// One kind of error of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ErrorCode {
    code: &'static str,
    status: StatusCode,
    message: &'static str,
}

impl ErrorCode {
    /// Returns the code, such as `InvalidTag.Mismatch`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// Returns the HTTP status it comes with.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the message, with `{}` where the name of a parameter goes.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        self.message
    }
}

/// Declares a constant per error and the list of all of them.
macro_rules! codes {
    ($( $(#[$meta:meta])* $name:ident = $status:ident $code:literal $message:literal; )+) => {
        $(
            $(#[$meta])*
            pub const $name: ErrorCode = ErrorCode {
                code: $code,
                status: StatusCode::$status,
                message: $message,
            };
        )+

        /// All of them, in the order of this page.
        pub const ALL: &[ErrorCode] = &[$($name),+];
    };
}

codes! {
    // The way to the operation.

    /// Neither GET nor POST. Source: ECS API Reference, "Response results" (the gateway's own
    /// table says 400, with the text of another error).
    UNSUPPORTED_HTTP_METHOD = FORBIDDEN "UnsupportedHTTPMethod"
        "This HTTP method is not supported.";
    /// `Format` is neither JSON nor XML. Source: the gateway's error table.
    INVALID_FORMAT = BAD_REQUEST "InvalidParameter.Format"
        "Specified parameter format is not valid.";
    /// Another path than `/`, or an operation that is not served. Source: live answers
    /// of the gateway.
    INVALID_ACTION = NOT_FOUND "InvalidAction.NotFound"
        "Specified api is not found, please check your url and method.";
    /// Another version than 2014-05-26. Source: a live answer of `ecs.aliyuncs.com`.
    INVALID_VERSION = BAD_REQUEST "InvalidVersion"
        "Specified parameter Version is not valid.";
    /// A required parameter of the operation, or `Action` or `Version`, or a signed header is
    /// missing or empty. Source: ECS API Reference, "Response results"; the text as live ECS punctuates it.
    MISSING_PARAMETER = BAD_REQUEST "MissingParameter"
        "The input parameter \"{}\" that is mandatory for processing this request is not supplied.";
    /// A value has the wrong form or is out of range, or the request cannot be read. Source: live
    /// answers of ECS, for `PageSize` above the maximum among others.
    INVALID_PARAMETER = BAD_REQUEST "InvalidParameter"
        "The specified parameter \"{}\" is not valid.";
    /// The `Host` header is missing or comes twice. Not a code of the service.
    HOST_MISSING = BAD_REQUEST "InvalidHost"
        "The Host header is missing, or comes more than once.";
    /// The host is none that this emulator answers for. Not a code of the service.
    HOST_REFUSED = MISDIRECTED_REQUEST "InvalidHost"
        "This emulator does not answer for this host.";
    /// The body is larger than the emulator reads. The service's own limit is not documented.
    BODY_TOO_LARGE = PAYLOAD_TOO_LARGE "InvalidParameter"
        "The request body is too large.";
    /// The body is not framed as HTTP has it. The service's own answer is not documented.
    BODY_MALFORMED = BAD_REQUEST "InvalidParameter"
        "The request body cannot be read.";
    /// The body did not arrive in time. The service's own answer is not documented.
    BODY_TIMEOUT = REQUEST_TIMEOUT "InvalidParameter"
        "The request body did not arrive in time.";

    // Who asks. Source unless noted: the gateway's error table and live answers of the gateway. Of
    // a request signed with ACS3-HMAC-SHA256, the header that takes the place of the parameter is
    // meant.

    /// `AccessKeyId` is missing or empty.
    MISSING_ACCESS_KEY_ID = BAD_REQUEST "MissingAccessKeyId"
        "AccessKeyId is mandatory for this action.";
    /// `SignatureMethod` is missing or empty.
    MISSING_SIGNATURE_METHOD = BAD_REQUEST "MissingSignatureMethod"
        "SignatureMethod is mandatory for this action.";
    /// `SignatureVersion` is missing or empty.
    MISSING_SIGNATURE_VERSION = BAD_REQUEST "MissingSignatureVersion"
        "SignatureVersion is mandatory for this action.";
    /// `Timestamp` is missing or empty.
    MISSING_TIMESTAMP = BAD_REQUEST "MissingTimestamp"
        "Timestamp is mandatory for this action.";
    /// `SignatureNonce` is missing or empty.
    MISSING_SIGNATURE_NONCE = BAD_REQUEST "MissingSignatureNonce"
        "SignatureNonce is mandatory for this action.";
    /// `Signature` is missing or empty.
    MISSING_SIGNATURE = BAD_REQUEST "MissingSignature"
        "Signature is mandatory for this action.";
    /// The key is a temporary one and no token came with it.
    MISSING_SECURITY_TOKEN = BAD_REQUEST "MissingSecurityToken"
        "SecurityToken is mandatory for this action.";
    /// Another method than HMAC-SHA1, or ACS3-HMAC-SHA256 in a header.
    INVALID_SIGNATURE_METHOD = BAD_REQUEST "InvalidSignatureMethod"
        "Specified signature method is not valid.";
    /// `Timestamp` is no time.
    INVALID_TIMESTAMP_FORMAT = BAD_REQUEST "InvalidTimeStamp.Format"
        "Specified time stamp or date value is not well formatted.";
    /// `Timestamp` is more than 15 minutes away from the clock.
    INVALID_TIMESTAMP_EXPIRED = BAD_REQUEST "InvalidTimeStamp.Expired"
        "Specified time stamp or date value is expired.";
    /// The token has characters no token has.
    INVALID_SECURITY_TOKEN_MALFORMED = BAD_REQUEST "InvalidSecurityToken.Malformed"
        "Specified SecurityToken is malformed.";
    /// The token is not the one of this key.
    INVALID_SECURITY_TOKEN_MISMATCH = BAD_REQUEST "InvalidSecurityToken.MismatchWithAccessKey"
        "Specified SecurityToken mismatch with the AccessKey.";
    /// No such key. (ECS's own table says 400; all live answers of the gateway say 404.)
    INVALID_ACCESS_KEY_ID = NOT_FOUND "InvalidAccessKeyId.NotFound"
        "Specified access key is not found.";
    /// The key is disabled.
    INACTIVE_ACCESS_KEY_ID = BAD_REQUEST "InvalidAccessKeyId.Inactive"
        "Specified access key is disabled.";
    /// The temporary key has expired.
    EXPIRED_SECURITY_TOKEN = BAD_REQUEST "InvalidSecurityToken.Expired"
        "Specified SecurityToken is expired.";
    /// The key may not do this, or not in this region. Source: ECS API Reference, "Response results".
    FORBIDDEN_RAM = FORBIDDEN "Forbidden.RAM"
        "User not authorized to operate on the specified resource, or this API doesn't support RAM.";
    /// A part of `Authorization` is missing or malformed. Source: live answers of ECS, to signatures
    /// of the other kind.
    INCOMPLETE_SIGNATURE = BAD_REQUEST "IncompleteSignature"
        "The request signature does not conform to Aliyun standards.";
    /// The signature is wrong. The message goes on with the string the server signed.
    SIGNATURE_DOES_NOT_MATCH = BAD_REQUEST "SignatureDoesNotMatch"
        "Specified signature is not matched with our calculation.";
    /// The same, of ACS3-HMAC-SHA256, with its own words. The message goes on with the string and
    /// the canonical request the server signed.
    SIGNATURE_DOES_NOT_MATCH_ACS3 = BAD_REQUEST "SignatureDoesNotMatch"
        "Specified signature does not match our calculation.";
    /// The nonce was used before.
    SIGNATURE_NONCE_USED = BAD_REQUEST "SignatureNonceUsed"
        "Specified signature nonce was used already.";
    /// The key has called the operation more often than the rate limit allows, if one is set.
    THROTTLING = BAD_REQUEST "Throttling.User"
        "Request was denied due to user flow control.";

    // What is asked for. Source unless noted: ECS API Reference, DescribeImages, error codes.

    /// The region does not exist. Source: a live answer of ECS.
    INVALID_REGION_ID = NOT_FOUND "InvalidRegionId.NotFound"
        "The specified RegionId does not exist.";
    /// `DryRun` was set, and the request would have passed. (Chinese revision of 2018-08.)
    DRY_RUN_OPERATION = BAD_REQUEST "DryRunOperation"
        "Request validation has been passed with DryRun flag set.";
    /// `ImageOwnerAlias` is none of the documented values. (All revisions.)
    INVALID_IMAGE_OWNER_ALIAS = BAD_REQUEST "InvalidImageOwnerAlias.ValueNotSupported"
        "The specified ImageOwnerAlias value is not supported.";
    /// A tag value without its key. (All revisions.)
    INVALID_TAG_MISMATCH = BAD_REQUEST "InvalidTag.Mismatch"
        "The specified Tag.n.Key and Tag.n.Value are not match.";
    /// Too many tags, or a number of a tag out of range. (All revisions.)
    INVALID_TAG_COUNT = BAD_REQUEST "InvalidTagCount"
        "The specified tags are beyond the permitted range.";
    /// `Usage` is neither `instance` nor `none`. (All revisions; a final period from 2025-04-22.)
    INVALID_USAGE = NOT_FOUND "InvalidUsage"
        "The specifed Usage is not valid";
    /// `OSType` is neither `linux` nor `windows`. (From 2019-05-31; the text of 2025-04-22.)
    INVALID_OS_TYPE = NOT_FOUND "InvalidOSType"
        "The specified OSType is not valid.";
    /// `Architecture` is none of the documented values. (From 2019-08-14; the text of 2025-04-22.)
    INVALID_ARCHITECTURE = NOT_FOUND "InvalidArchitecture"
        "The specified Architecture is not valid.";
    /// `InstanceType` has not the form of one. (From 2019-05-31, with its text.)
    INVALID_INSTANCE_TYPE = BAD_REQUEST "InvalidInstanceType.ValueNotSupported"
        "The specified InstanceType does not exist or beyond the permitted range.";
    /// `Filter.n.Key` is missing or not documented. (From 2019-05-31; the text of 2025-04-22.)
    INVALID_FILTER_KEY = NOT_FOUND "InvalidFilterKey.NotFound"
        "The specified Filter Key is not found.";
    /// `Filter.n.Value` does not fit its key. (From 2019-05-31; the text of 2025-04-22.)
    INVALID_FILTER_VALUE = NOT_FOUND "InvalidFilterValue"
        "The specified Filter Value is not valid.";
    /// The value of the filter `NetworkType` is neither `vpc` nor `classic`. (2025-04-22.)
    INVALID_FILTER_NETWORK_TYPE = BAD_REQUEST "InvalidFilterValue.NetworkType"
        "The specified networkType value in the Filter is invalid.";
    /// `IsPublic` is true and `ImageOwnerAlias` is not `others`. (2025-04-22.)
    INVALID_PUBLIC_OWNER_ALIAS = BAD_REQUEST "InvalidImageOwnerAlias.PublicImageUnsupported"
        "When querying images, the parameter ImageOwnerAlias should be others while specified parameter IsPublic is true.";
    /// `ActionType` is none of the documented values. The documents do not say what it is the code of; it has the
    /// slip. (From 2019-08-14; the text of 2025-04-22.)
    INVALID_PARAMTER = BAD_REQUEST "InvalidParamter"
        "Invalid Parameter.";
    /// `IsPublic` is true and the account may not see community images. (2025-04-22.)
    NO_PUBLIC_IMAGES = FORBIDDEN "CurrentAccount.NotSupportPublicImage"
        "Public image is not supported for current account.";
    /// `ImageOwnerId` came without `ImageOwnerAlias=others`. (2025-04-22.)
    IMAGE_OWNER_ID_UNSUPPORTED = BAD_REQUEST "InvalidOperation.ImageOwnerIdUnsupported"
        "The parameter \"ImageOwnerId\" is not supported in this context, it is only valid when querying shared images or community images.";
    /// The emulator failed. (From 2019-08-14.)
    INTERNAL_ERROR = INTERNAL_SERVER_ERROR "InternalError"
        "The request processing has failed due to some unknown error.";

    // Roles. Source unless noted: STS API Reference (2015-04-01), AssumeRole, error codes (2025-09-04).

    /// `RoleArn` is missing or empty. Source: the gateway's rule for every mandatory parameter of an operation.
    MISSING_ROLE_ARN = BAD_REQUEST "MissingRoleArn"
        "RoleArn is mandatory for this action.";
    /// `RoleSessionName` is missing or empty. Source: as of `RoleArn`; seen by clients of STS.
    MISSING_ROLE_SESSION_NAME = BAD_REQUEST "MissingRoleSessionName"
        "RoleSessionName is mandatory for this action.";
    /// `RoleArn` is not of the form `acs:ram::<account>:role/<name>`.
    INVALID_ROLE_ARN = BAD_REQUEST "InvalidParameter.RoleArn"
        "The parameter RoleArn is wrongly formed.";
    /// `RoleSessionName` has not 2 to 64 letters, digits and `.@-_`. (32 before 2022.)
    INVALID_ROLE_SESSION_NAME = BAD_REQUEST "InvalidParameter.RoleSessionName"
        "The parameter RoleSessionName is wrongly formed.";
    /// `DurationSeconds` is no number, less than 900, or more than a session of the role may last.
    INVALID_DURATION_SECONDS = BAD_REQUEST "InvalidParameter.DurationSeconds"
        "The Min/Max value of DurationSeconds is 15min/1hr.";
    /// `ExternalId` has not 2 to 1,224 letters, digits and `+=,.@:/-_`.
    INVALID_EXTERNAL_ID = BAD_REQUEST "InvalidParameter.ExternalId"
        "The parameter ExternalId is wrongly formed.";
    /// `Policy` is no JSON object.
    INVALID_POLICY_GRAMMAR = BAD_REQUEST "InvalidParameter.PolicyGrammar"
        "The parameter Policy has not passed grammar check.";
    /// `Policy` has more than 2,048 bytes. (1,024 before 2022-09-27: STS API Reference, change set.)
    INVALID_POLICY_SIZE = BAD_REQUEST "InvalidParameter.PolicySize"
        "The size of Policy must be smaller than 2048 bytes.";
    /// The key may not assume roles.
    NO_PERMISSION = FORBIDDEN "NoPermission"
        "You are not authorized to do this action. You should be authorized by RAM.";
    /// No such role.
    UNKNOWN_ROLE = NOT_FOUND "EntityNotExist.Role"
        "The specified Role not exists .";
    /// The emulator failed to make up a key.
    STS_INTERNAL_ERROR = INTERNAL_SERVER_ERROR "InternalError"
        "STS Server Internal Error happened, please send the RequestId to us.";

    // Tokens of OpenID Connect. Source unless noted: STS API Reference (2015-04-01), error codes. What needs the keys
    // of the provider is not among them: `AudienceNotMatch`, `HttpsUrlInvalid` and `InvalidSignature`.

    /// `OIDCProviderArn` is missing, or not of the form `acs:ram::<account>:oidc-provider/<name>`. Source: live answers
    /// in the tests of official credential packages (Java and .NET); the status is the code's.
    INVALID_OIDC_PROVIDER_ARN = UNAUTHORIZED "AuthenticationFail.NoPermission"
        "Parameter OIDCProviderArn is not valid";
    /// No such provider.
    UNKNOWN_OIDC_PROVIDER = UNAUTHORIZED "AuthenticationFail.NoPermission"
        "No such OIDC Provider registered.";
    /// `OIDCToken` is missing or empty.
    EMPTY_OIDC_TOKEN = UNAUTHORIZED "AuthenticationFail.OIDCToken.Invalid"
        "The OIDCToken can not empty.";
    /// `OIDCToken` has not three parts.
    INVALID_OIDC_TOKEN_PARTS = UNAUTHORIZED "AuthenticationFail.OIDCToken.Invalid"
        "The number of Jwt field should be divided into 3 parts with '.' .";
    /// A part of `OIDCToken` is not base64url.
    INVALID_OIDC_TOKEN_BASE64 = UNAUTHORIZED "AuthenticationFail.OIDCToken.Invalid"
        "Cannot decode base64 encoded response(format invalided).";
    /// `OIDCToken` is too long, or its claims are no JSON object with the time it expires at.
    INVALID_OIDC_TOKEN_CONTENT = UNAUTHORIZED "AuthenticationFail.OIDCToken.Invalid"
        "The Jwt content is invalid that cannot be recognized.";
    /// `OIDCToken` has expired.
    EXPIRED_OIDC_TOKEN = UNAUTHORIZED "AuthenticationFail.OIDCToken.Expired"
        "This JsonWebToken is expired.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_canonical_and_every_status_an_error() {
        for entry in ALL {
            let code = entry.code();
            assert!(code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.'), "{code}");
            let status = entry.status();
            assert!(status.is_client_error() || status.is_server_error());
        }
    }
}
