//! One flag for every request parameter that filters.

use aliyun_ecs_model::{DescribeImages, Filter, FilterKey, TagFilter};
use clap::Args;

/// The filters. Values are sent as they are: the service, not this command, knows which exist.
#[derive(Args, Debug)]
#[command(next_help_heading = "Filters")]
pub(crate) struct FilterArgs {
    /// Only this image (repeatable, or separated by commas)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    image_id: Vec<String>,
    /// Only images in this state: Available (the default), Creating, Waiting, UnAvailable,
    /// CreateFailed, Deprecated (repeatable, or separated by commas)
    #[arg(long, value_name = "STATE", value_delimiter = ',')]
    status: Vec<String>,
    /// Only images of this name; the service may take * for any run of characters
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Only images of this family
    #[arg(long, value_name = "FAMILY")]
    family: Option<String>,
    /// Only images of this owner: system, self, others, marketplace. Without it the service
    /// leaves out the marketplace
    #[arg(long, value_name = "ALIAS")]
    owner: Option<String>,
    /// Only shared or community images of this account
    #[arg(long, value_name = "ACCOUNT")]
    owner_account_id: Option<i64>,
    /// Only images in use (instance) or idle (none)
    #[arg(long, value_name = "USAGE")]
    usage: Option<String>,
    /// Only images with this tag, or with this key and any value (repeatable: all must match)
    #[arg(long, value_name = "KEY[=VALUE]", value_parser = tag)]
    tag: Vec<TagFilter>,
    /// Only images made from this snapshot
    #[arg(long, value_name = "ID")]
    snapshot_id: Option<String>,
    /// Only images for this architecture: x86_64, arm64, i386
    #[arg(long, value_name = "NAME")]
    architecture: Option<String>,
    /// Only images with this kind of system: linux, windows
    #[arg(long, value_name = "NAME")]
    os_type: Option<String>,
    /// Only images that this instance type can run
    #[arg(long, value_name = "TYPE")]
    instance_type: Option<String>,
    /// Only images of this resource group
    #[arg(long, value_name = "ID")]
    resource_group: Option<String>,
    /// Only images that pass this filter, such as CreationStartTime=2019-01-01T00:00Z (repeatable)
    #[arg(long, value_name = "KEY=VALUE", value_parser = filter)]
    filter: Vec<Filter>,
    /// Only images for this action: CreateEcs, ChangeOS
    #[arg(long, value_name = "ACTION")]
    action_type: Option<String>,
    /// Only community images; needs --owner others
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    public: Option<bool>,
    /// Send ShowExpired
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    show_expired: Option<bool>,
    /// Only images that work on I/O optimized instances
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    io_optimized: Option<bool>,
    /// Only images that support cloud-init
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    cloud_init: Option<bool>,
}

impl FilterArgs {
    /// Returns the request for these filters, without pages.
    pub(crate) fn request(&self, region: &str) -> DescribeImages {
        let mut request = DescribeImages::new(region);
        request.image_ids.clone_from(&self.image_id);
        request.statuses = self.status.iter().map(|state| state.as_str().into()).collect();
        request.image_name.clone_from(&self.name);
        request.image_family.clone_from(&self.family);
        request.image_owner_alias = open(self.owner.as_ref());
        request.image_owner_id = self.owner_account_id;
        request.usage = open(self.usage.as_ref());
        request.tags.clone_from(&self.tag);
        request.snapshot_id.clone_from(&self.snapshot_id);
        request.architecture = open(self.architecture.as_ref());
        request.os_type = open(self.os_type.as_ref());
        request.instance_type.clone_from(&self.instance_type);
        request.resource_group_id.clone_from(&self.resource_group);
        request.filters.clone_from(&self.filter);
        request.action_type = open(self.action_type.as_ref());
        request.is_public = self.public;
        request.show_expired = self.show_expired;
        request.is_support_io_optimized = self.io_optimized;
        request.is_support_cloudinit = self.cloud_init;
        request
    }
}

fn open<T: for<'t> From<&'t str>>(text: Option<&String>) -> Option<T> {
    text.map(|text| T::from(text))
}

/// `key=value` or `key`; everything after the first `=` is the value.
fn tag(text: &str) -> Result<TagFilter, &'static str> {
    let (key, value) = match text.split_once('=') {
        Some((key, value)) => (key, Some(value.to_owned())),
        None => (text, None),
    };
    if key.is_empty() {
        return Err("a tag begins with its key");
    }
    Ok(TagFilter::new(Some(key.to_owned()), value))
}

fn filter(text: &str) -> Result<Filter, &'static str> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => {
            Ok(Filter::new(Some(FilterKey::from(key)), Some(value.to_owned())))
        }
        _ => Err("a filter has the form KEY=VALUE"),
    }
}

#[cfg(test)]
mod tests {
    use aliyun_ecs_model::{DescribeImages, Filter};

    use crate::args::command_line::tests::{list, refused};

    fn request(arguments: &[&str]) -> DescribeImages {
        list(arguments).filters.request("cn-hangzhou")
    }

    #[test]
    fn every_flag_reaches_its_parameter() {
        let request = request(&[
            "--image-id=m-1,m-2",
            "--image-id=m-3",
            "--status=Available",
            "--status=Weird",
            "--name=web-*",
            "--family=f",
            "--owner=others",
            "--owner-account-id=7",
            "--usage=none",
            "--snapshot-id=s-1",
            "--architecture=riscv64",
            "--os-type=linux",
            "--instance-type=ecs.g7.large",
            "--resource-group=rg-1",
            "--filter=NetworkType=vpc",
            "--action-type=ChangeOS",
            "--public",
            "--show-expired",
            "--io-optimized=false",
            "--cloud-init=true",
        ]);
        let mut expected = DescribeImages::new("cn-hangzhou")
            .image_id("m-1")
            .image_id("m-2")
            .image_id("m-3")
            .status("Available")
            .status("Weird")
            .image_name("web-*")
            .image_family("f")
            .image_owner_alias("others")
            .image_owner_id(7)
            .usage("none")
            .snapshot_id("s-1")
            .architecture("riscv64")
            .os_type("linux")
            .instance_type("ecs.g7.large")
            .resource_group_id("rg-1")
            .action_type("ChangeOS")
            .is_public(true)
            .show_expired(true)
            .is_support_io_optimized(false)
            .is_support_cloudinit(true);
        expected.filters = vec![Filter::new(Some("NetworkType".into()), Some("vpc".into()))];
        assert_eq!(request, expected);
    }

    #[test]
    fn the_first_equals_sign_ends_a_tag_key() {
        let request = request(&["--tag=k=v=w", "--tag=alone", "--tag", "empty="]);
        let expected =
            DescribeImages::new("cn-hangzhou").tag("k", "v=w").tag_key("alone").tag("empty", "");
        assert_eq!(request, expected);
        assert!(refused(&["--tag==v"]).contains("begins with its key"));
        assert!(refused(&["--filter=NetworkType"]).contains("KEY=VALUE"));
        assert!(refused(&["--filter==vpc"]).contains("KEY=VALUE"));
    }
}
