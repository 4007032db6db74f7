//! The seam between an operation and the client.

use aliyun_rpc_signer::Call;
use bytes::Bytes;
use http::StatusCode;

use crate::failure::Failure;
use crate::invalid_request::InvalidRequest;

/// An operation of an RPC product: how it is asked, and how its answer is read. Everything between
/// (credentials, nonce, signature, sending, retries, clock correction, diagnosis) is the
/// [`Client`](crate::Client)'s.
///
/// An implementation is pure: no clock, no randomness, no IO. `call` runs once per call and `read`
/// once per answer.
///
/// ```
/// use aliyun_rpc::wire::{Field, Schema, Table};
/// use aliyun_rpc::{Failure, InvalidRequest, Operation, read_document};
/// use aliyun_rpc_signer::Call;
/// use bytes::Bytes;
/// use http::StatusCode;
///
/// static REGION: Table = Table::new(&[Field::text("RegionId")]);
/// static REGIONS: Table = Table::new(&[Field::list("Regions", "Region", &REGION)]);
/// static ANSWER: Schema = Schema::new("DescribeRegionsResponse", &REGIONS, &["Regions"]);
///
/// /// ECS `DescribeRegions`, read no further than to their number.
/// struct CountRegions;
///
/// impl Operation for CountRegions {
///     type Output = usize;
///
///     fn call(&self) -> Result<Call, InvalidRequest> {
///         Ok(Call::new("DescribeRegions", "2014-05-26"))
///     }
///
///     fn read(&self, status: StatusCode, body: Bytes) -> Result<usize, Failure> {
///         Ok(read_document(status, body, &ANSWER)?.root().list("Regions").count())
///     }
/// }
/// ```
pub trait Operation: Sync {
    /// What a successful call returns.
    type Output: Send;

    /// Returns the call to send. Its method says where the parameters go: into the query of a GET, or
    /// into the form of a POST; by ACS3 they go into the query whatever the method. It is signed
    /// unless it says otherwise ([`Call::unsigned`]); a call that is not carries no access key, and no
    /// credentials are asked for. Parameters whose names belong to the signer
    /// ([`COMMON_PARAMETERS`](aliyun_rpc_signer::rpc::COMMON_PARAMETERS)) are left out of both.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`] around what the operation found wrong. Nothing is sent then.
    fn call(&self) -> Result<Call, InvalidRequest>;

    /// Reads an answer of any status.
    ///
    /// # Errors
    ///
    /// [`Failure::Refused`] when the answer is an error of the service and
    /// [`Failure::NotUnderstood`] when it is nothing the operation knows. An operation may turn a
    /// refusal into a success (a dry run), and names the codes of its own: see
    /// [`ServiceErrorKind::Operation`](crate::ServiceErrorKind::Operation).
    fn read(&self, status: StatusCode, body: Bytes) -> Result<Self::Output, Failure>;

    /// Returns the identifier that the service gave the request, if the output has it. It is
    /// logged.
    fn request_id<'o>(&self, output: &'o Self::Output) -> Option<&'o str> {
        let _ = output;
        None
    }
}
