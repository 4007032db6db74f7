//! What sources are made with, and where STS is by the environment.

use std::sync::Arc;

use aliyun_rpc::Endpoint;
use aliyun_rpc_signer::ProvideError;
use aliyun_transport::{Runtime, Transport};

use crate::failed::failed;
use crate::host::Host;
use crate::sts::{Sts, refuse_plain_http};
use crate::variables::Variables;

/// What sources are made with.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) host: Arc<dyn Host>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) runtime: Arc<dyn Runtime>,
    pub(crate) with_older_names: bool,
    /// The program forbids to ask the metadata service.
    pub(crate) without_metadata: bool,
}

impl Parts {
    pub(crate) fn new(
        host: impl Host + 'static,
        transport: impl Transport + 'static,
        runtime: impl Runtime + 'static,
    ) -> Self {
        Self {
            host: Arc::new(host),
            transport: Arc::new(transport),
            runtime: Arc::new(runtime),
            with_older_names: false,
            without_metadata: false,
        }
    }

    pub(crate) fn host(&self) -> Arc<dyn Host> {
        Arc::clone(&self.host)
    }

    pub(crate) fn transport(&self) -> Arc<dyn Transport> {
        Arc::clone(&self.transport)
    }

    pub(crate) fn runtime(&self) -> Arc<dyn Runtime> {
        Arc::clone(&self.runtime)
    }

    pub(crate) fn variables(&self) -> Variables<'_> {
        Variables::new(&*self.host, self.with_older_names)
    }

    /// Returns by what the metadata service is forbidden, if it is.
    pub(crate) fn metadata_is_off(&self) -> Option<&'static str> {
        if self.without_metadata {
            Some("the program")
        } else if self.variables().is_on("ECS_METADATA_DISABLED") {
            Some("ALIBABA_CLOUD_ECS_METADATA_DISABLED")
        } else {
            None
        }
    }

    /// Returns STS where a profile says it is, else where the environment says.
    ///
    /// # Errors
    ///
    /// When that is no endpoint.
    pub(crate) fn sts(&self, place: &StsPlace) -> Result<Sts, ProvideError> {
        let variables = self.variables();
        let endpoint = match &place.endpoint {
            Some(endpoint) => Some(endpoint.clone()),
            // It says more than a region, whoever says that.
            None => variables.get("STS_ENDPOINT")?,
        };
        let region = match &place.region {
            Some(region) => Some(region.clone()),
            None => variables.get("STS_REGION")?,
        };
        let vpc = place.vpc || variables.is_on("VPC_ENDPOINT_ENABLED");
        let endpoint = match (endpoint, region) {
            (Some(endpoint), _) if endpoint.contains("://") => endpoint.parse(),
            (Some(endpoint), _) => format!("https://{endpoint}").parse(),
            (None, Some(region)) if vpc => Endpoint::vpc("sts", &region),
            (None, Some(region)) => Endpoint::regional("sts", &region),
            (None, None) => Sts::CENTRAL.parse(),
        };
        let endpoint = endpoint
            .map_err(|error| failed(format_args!("the place of STS is set wrongly: {error}")))?;
        refuse_plain_http(&endpoint)?;
        Ok(Sts::new(endpoint, self.transport(), self.runtime()))
    }
}

/// Where a profile says that STS is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StsPlace {
    pub(crate) endpoint: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) vpc: bool,
}

#[cfg(test)]
mod tests {
    use aliyun_transport::replay::Replay;
    use aliyun_transport::virtual_time::VirtualRuntime;

    use super::{Parts, StsPlace};
    use crate::host::MemoryHost;

    #[track_caller]
    fn place(variables: &[(&str, &str)], place: &StsPlace, expected: &str) {
        let host = MemoryHost::new();
        for (name, value) in variables {
            host.set_variable(&format!("ALIBABA_CLOUD_{name}"), value);
        }
        let runtime = VirtualRuntime::automatic(std::time::UNIX_EPOCH);
        let sts = Parts::new(host, Replay::new(), runtime).sts(place);
        let found = sts.map(|sts| sts.endpoint().as_str().to_owned());
        assert_eq!(found.unwrap_or_else(|error| error.to_string()), expected);
    }

    const REGION: (&str, &str) = ("STS_REGION", "eu-central-1");
    const VPC: (&str, &str) = ("VPC_ENDPOINT_ENABLED", "TRUE");

    #[test]
    fn sts_is_central_unless_there_is_a_region() {
        let nothing = StsPlace::default();
        place(&[], &nothing, "https://sts.aliyuncs.com");
        place(&[VPC], &nothing, "https://sts.aliyuncs.com");
        place(&[REGION], &nothing, "https://sts.eu-central-1.aliyuncs.com");
        place(&[REGION, VPC], &nothing, "https://sts-vpc.eu-central-1.aliyuncs.com");
        place(&[("STS_REGION", "")], &nothing, "https://sts.aliyuncs.com");
    }

    #[test]
    fn a_profile_knows_better_than_the_environment() {
        let region = Some("us-west-1".to_owned());
        let profile = StsPlace { region, ..StsPlace::default() };
        let there = ("STS_ENDPOINT", "sts.example.com");
        place(&[REGION], &profile, "https://sts.us-west-1.aliyuncs.com");
        place(&[REGION, there], &profile, "https://sts.example.com");
        let profile = StsPlace { vpc: true, ..profile };
        place(&[REGION], &profile, "https://sts-vpc.us-west-1.aliyuncs.com");
        let endpoint = Some("http://127.0.0.1:8080".to_owned());
        let profile = StsPlace { endpoint, ..profile };
        place(&[REGION, there], &profile, "http://127.0.0.1:8080");
    }

    #[test]
    fn an_endpoint_may_be_a_host_alone_and_nothing_else() {
        let nothing = StsPlace::default();
        let there = ("STS_ENDPOINT", "sts.example.com");
        place(&[REGION, there], &nothing, "https://sts.example.com");
        let open = ("STS_ENDPOINT", "http://sts.example.com");
        place(
            &[open],
            &nothing,
            "plain http to sts.example.com would show the key that STS gives out to everybody on the \
             way; use https",
        );
        let wrong = ("STS_ENDPOINT", "sts.example.com/CANARY");
        place(
            &[wrong],
            &nothing,
            "the place of STS is set wrongly: an endpoint has no path, query or fragment",
        );
    }
}
