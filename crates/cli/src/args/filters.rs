//! A flag for every request parameter that selects images.

use aliyun_ecs_model::{
    DescribeImages, Filter, FilterKey, Parameter, ParameterKind, Revision, TagFilter,
};
use clap::builder::NonEmptyStringValueParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Args, Command, FromArgMatches, Id};

use super::flags::{HIDDEN, NAMED, flag};
use super::known::spelled;
use crate::exit::Exit;
use crate::failure::Failure;

/// The filters. Values are sent as they are: the service, not this command, knows which exist.
#[derive(Clone, Debug)]
pub(crate) struct FilterArgs {
    /// Without a region, an owner and pages.
    request: DescribeImages,
    /// None means what the service takes for none: all but the marketplace.
    owners: Vec<String>,
    /// What was corrected, and what nobody knows.
    notes: Vec<String>,
}

impl FilterArgs {
    /// Returns the request for these filters in a region, without pages: one for each owner, as the
    /// service takes one at a time.
    pub(crate) fn requests(&self, region: &str) -> Vec<DescribeImages> {
        let mut request = self.request.clone();
        region.clone_into(&mut request.region_id);
        if self.owners.is_empty() {
            return vec![request];
        }
        let owner = |owner: &String| {
            let mut request = request.clone();
            request.image_owner_alias = Some(owner.as_str().into());
            request
        };
        self.owners.iter().map(owner).collect()
    }

    /// Returns what was corrected in the values, and which of them are not known.
    pub(crate) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Returns the request for these filters if it is one.
    ///
    /// # Errors
    ///
    /// When there are several owners.
    pub(crate) fn request(&self, region: &str) -> Result<DescribeImages, Failure> {
        let mut requests = self.requests(region);
        match (requests.pop(), requests.is_empty()) {
            (Some(request), true) => Ok(request),
            _ => {
                let message = "a request has one --owner, and several were given";
                Err(Failure::new(Exit::Usage, message))
            }
        }
    }
}

impl Args for FilterArgs {
    fn group_id() -> Option<Id> {
        Some(GROUP.into())
    }

    fn augment_args(command: Command) -> Command {
        let group = flags().fold(ArgGroup::new(GROUP).multiple(true), |group, parameter| {
            group.arg(parameter.name())
        });
        let command = command.next_help_heading("Filters").group(group);
        flags().fold(command, |command, parameter| command.arg(arg(parameter)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for FilterArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut filters =
            Self { request: DescribeImages::default(), owners: Vec::new(), notes: Vec::new() };
        filters.update_from_arg_matches(matches)?;
        Ok(filters)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for parameter in flags() {
            match parameter {
                Parameter::TagKey => self.request.tags.extend(all(matches, parameter)),
                Parameter::ImageOwnerAlias => {
                    for owner in all::<String>(matches, parameter) {
                        let owners = match owner.as_str() {
                            ANY => Revision::LATEST.values(parameter).unwrap_or_default(),
                            owner => vec![owner],
                        };
                        for owner in owners {
                            let owner = &known(parameter, owner, &mut self.notes);
                            if !self.owners.contains(owner) {
                                self.owners.push(owner.to_owned());
                            }
                        }
                    }
                }
                Parameter::FilterKey => self.request.filters.extend(all(matches, parameter)),
                _ => {
                    let given = all::<String>(matches, parameter);
                    let texts: Vec<String> =
                        given.map(|text| known(parameter, &text, &mut self.notes)).collect();
                    if !texts.is_empty() {
                        let set = self.request.set(parameter, 1, &texts.join(","));
                        set.map_err(|error| clap::Error::raw(ErrorKind::InvalidValue, error))?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Returns a value as the service spells it, with a note if it was spelled otherwise, or if nobody knows
/// it; then it is sent as it is.
fn known(parameter: Parameter, text: &str, notes: &mut Vec<String>) -> String {
    let Some(values) = Revision::LATEST.values(parameter) else { return text.to_owned() };
    if values.contains(&text) || text.is_empty() {
        return text.to_owned();
    }
    let flag = flag(parameter);
    match spelled(text, &values) {
        Some(value) => {
            notes.push(format!("--{flag} {text} is taken for {value}"));
            value.to_owned()
        }
        None => {
            let values = values.join(", ");
            notes.push(format!(
                "--{flag} {text} is not known, and sent as it is; known are {values}"
            ));
            text.to_owned()
        }
    }
}

/// The word for every owner.
const ANY: &str = "any";

/// The flags together, for those that exclude them all.
const GROUP: &str = "FilterArgs";

fn all<T: Clone + Send + Sync + 'static>(
    matches: &ArgMatches,
    parameter: Parameter,
) -> impl Iterator<Item = T> {
    matches.get_many::<T>(parameter.name()).into_iter().flatten().cloned()
}

/// The parameters with a flag here: all but the region, the pages and the dry run, which `list`
/// has flags of its own for. A key and its value are one flag.
fn flags() -> impl Iterator<Item = Parameter> {
    let is_filter = |parameter: &Parameter| {
        !matches!(
            parameter,
            Parameter::RegionId
                | Parameter::PageNumber
                | Parameter::PageSize
                | Parameter::DryRun
                | Parameter::TagValue
                | Parameter::FilterValue
        )
    };
    Parameter::ALL.iter().copied().filter(is_filter)
}

fn arg(parameter: Parameter) -> Arg {
    let named = NAMED.iter().find(|named| named.0 == parameter);
    let long = flag(parameter);
    let value = long.rsplit('-').next().unwrap_or_default().to_uppercase();
    let mut help = named.map_or_else(|| plain(parameter.about()), |named| named.2.to_owned());
    if parameter.kind() == ParameterKind::List {
        help.push_str(" (repeatable, or separated by commas)");
    }
    if let Some(values) = Revision::LATEST.values(parameter) {
        help.push_str(&format!(" [values: {}]", values.join(", ")));
    }
    let arg = Arg::new(parameter.name()).long(long).value_name(value).help(help);
    match parameter.kind() {
        _ if parameter == Parameter::ImageOwnerAlias => arg
            .value_delimiter(',')
            .action(ArgAction::Append)
            .value_parser(NonEmptyStringValueParser::new()),
        ParameterKind::Boolean => arg
            .value_name("BOOL")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_parser(boolean),
        ParameterKind::Integer | ParameterKind::Integer64 => {
            arg.value_parser(move |text: &str| number(parameter, text))
        }
        ParameterKind::List => arg.value_delimiter(',').action(ArgAction::Append),
        ParameterKind::Numbered if parameter == Parameter::TagKey => {
            arg.value_name("KEY[=VALUE]").value_parser(tag).action(ArgAction::Append)
        }
        ParameterKind::Numbered => {
            arg.value_name("KEY=VALUE").value_parser(filter).action(ArgAction::Append)
        }
        // What a script left unset would ask for everything.
        _ => arg.value_parser(NonEmptyStringValueParser::new()),
    }
    .hide_short_help(HIDDEN.contains(&parameter))
}

/// The documentation of a field as the help of a flag: without the date since when it is documented.
fn plain(about: &str) -> String {
    let about = about.trim().trim_end_matches('.').replace('`', "");
    match about.rsplit_once(" (") {
        Some((text, note)) if note.starts_with("20") => text.to_owned(),
        _ => about,
    }
}

/// Kept as text; whether it is a number, the parameter says.
fn number(parameter: Parameter, text: &str) -> Result<String, &'static str> {
    match DescribeImages::default().set(parameter, 1, text) {
        Ok(()) if !text.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("not a whole number, or too large"),
    }
}

fn boolean(text: &str) -> Result<String, &'static str> {
    match text {
        "true" | "false" => Ok(text.to_owned()),
        _ => Err("neither true nor false"),
    }
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
        list(arguments).filters.request("cn-hangzhou").expect("one owner at most")
    }

    #[test]
    fn other_spellings_are_corrected_and_unknown_values_sent() {
        let told = |arguments: &[&str]| {
            let args = list(arguments);
            let request = args.filters.requests("r").remove(0);
            (serde_json::to_value(request).expect("JSON"), args.filters.notes().to_vec())
        };
        let (request, notes) =
            told(&["--status=available", "--os-type=Linux", "--architecture=amd64"]);
        assert_eq!(request["Status"][0], "Available");
        assert_eq!(request["OSType"], "linux");
        assert_eq!(request["Architecture"], "x86_64");
        assert_eq!(notes.len(), 3, "{notes:?}");
        assert!(
            notes.contains(&"--architecture amd64 is taken for x86_64".to_owned()),
            "{notes:?}"
        );
        let (request, notes) = told(&["--status=Availabel"]);
        assert_eq!(request["Status"][0], "Availabel");
        assert!(
            notes[0].starts_with(
                "--status Availabel is not known, and sent as it is; known are Creating"
            )
        );
        assert!(told(&["--status=Available", "--owner=self"]).1.is_empty());
        assert_eq!(told(&["--owner=System"]).1, ["--owner System is taken for system"]);
    }

    #[test]
    fn each_owner_is_a_request_of_its_own() {
        let owners = |arguments: &[&str]| -> Vec<String> {
            let requests = list(arguments).filters.requests("cn-hangzhou");
            let owner = |request: &DescribeImages| request.image_owner_alias.clone();
            requests
                .iter()
                .map(|request| owner(request).map_or(String::new(), |o| o.to_string()))
                .collect()
        };
        assert_eq!(owners(&[]), [""]);
        assert_eq!(owners(&["--owner=self,system", "--owner", "self"]), ["self", "system"]);
        assert_eq!(owners(&["--owner=any"]), ["system", "self", "others", "marketplace"]);
        assert!(list(&["--owner=self,system"]).filters.request("r").is_err());
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

    /// A parameter that the table gains has a flag at once.
    #[test]
    fn every_parameter_that_selects_images_has_a_flag() {
        for parameter in super::flags() {
            let arg = super::arg(parameter);
            let long = arg.get_long().expect("a flag");
            let value = match arg.get_value_names().and_then(|names| names.first()) {
                Some(name) if name.contains('=') => "NetworkType=vpc",
                Some(name) if name.as_str() == "BOOL" => "true",
                _ => "7",
            };
            let sent = request(&[&format!("--{long}={value}")]);
            let json = serde_json::to_value(&sent).expect("JSON");
            assert!(json.get(parameter.member()).is_some(), "--{long}: {json}");
        }
        assert!(super::flags().count() >= 24);
    }

    #[test]
    fn flags_are_named_after_their_parameters() {
        for (name, flag) in [("OSType", "os-type"), ("ShowExpired", "show-expired")] {
            assert_eq!(crate::args::flags::hyphened(name), flag);
        }
        for wrong in ["--owner-account-id=x", "--owner-id=", "--usable=yes"] {
            assert!(refused(&[wrong]).contains("invalid value"), "{wrong}");
        }
    }

    /// Leaving an empty item out would ask for every image.
    #[test]
    fn an_empty_item_stays_for_the_rules_to_refuse() {
        assert_eq!(request(&["--image-id="]).image_ids, [""]);
        assert_eq!(request(&["--image-id=m-1,,m-2"]).image_ids, ["m-1", "", "m-2"]);
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
