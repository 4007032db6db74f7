//! The rules, one fact each, and what every revision makes of them.

use aliyun_ecs_model::{
    DescribeImages, Filter, FilterKey, Finding, ImageOwnerAlias, Level, Parameter, Problem,
    Revision, Rule, TagFilter, TagScheme, check, is_region_label,
};

const SEED_2018: Revision = Revision::V2018_06_15;
const SEED_2019: Revision = Revision::V2019_02_18;

fn request() -> DescribeImages {
    DescribeImages::new("cn-hangzhou")
}

fn tags(count: usize) -> DescribeImages {
    (0..count).fold(request(), |request, n| request.tag(format!("k{n}"), "v"))
}

/// The findings as `level rule name`, for comparing at a glance.
fn summary(request: &DescribeImages, revision: &Revision) -> Vec<String> {
    check(request, revision)
        .iter()
        .map(|finding| format!("{:?} {} {}", finding.level, finding.rule, finding.name))
        .collect()
}

#[track_caller]
fn finds(request: &DescribeImages, revision: &Revision, expected: &[&str]) {
    assert_eq!(summary(request, revision), expected, "revision {}", revision.date());
}

#[track_caller]
fn only(request: &DescribeImages, revision: &Revision) -> Finding {
    let mut findings = check(request, revision);
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings.remove(0)
}

#[test]
fn a_plain_request_is_clean_in_every_revision() {
    for revision in Revision::PUBLISHED {
        finds(&request(), revision, &[]);
    }
    finds(&request(), &Revision::UNCHECKED, &[]);
}

#[test]
fn the_region_is_required() {
    for revision in Revision::PUBLISHED {
        finds(&DescribeImages::new(""), revision, &["Deny region-id-required RegionId"]);
    }
    assert_eq!(
        only(&DescribeImages::new(""), &Revision::LATEST).predicts(),
        Some("MissingParameter")
    );
}

#[test]
fn a_region_that_is_no_host_label_is_advised() {
    for wrong in ["cn hangzhou", "cn-hangzhou/../", "a.evil.com#", "CN-HANGZHOU", "-cn", "x"] {
        assert!(!is_region_label(wrong), "{wrong}");
        finds(
            &DescribeImages::new(wrong),
            &Revision::LATEST,
            &["Advise region-id-syntax RegionId"],
        );
    }
    assert!(is_region_label("ap-southeast-1") && is_region_label(&"a".repeat(63)));
    assert!(!is_region_label(&"a".repeat(64)));
}

#[test]
fn sixth_tag_is_refused_in_2018_and_twenty_first_in_2019() {
    finds(&tags(5), &SEED_2018, &[]);
    finds(&tags(6), &SEED_2018, &["Deny tag-count Tag.6.Key"]);
    finds(&tags(20), &SEED_2019, &[]);
    finds(&tags(21), &SEED_2019, &["Deny tag-count Tag.21.Key"]);
    let finding = only(&tags(23), &SEED_2019);
    assert_eq!(finding.problem, Problem::TooMany { found: 23, limit: 20 });
    assert_eq!(finding.predicts(), Some("InvalidTagCount"));
}

#[test]
fn page_of_fifty_one_is_refused_in_2018_and_of_one_hundred_and_one_in_2019() {
    finds(&request().page_size(50), &SEED_2018, &[]);
    finds(&request().page_size(51), &SEED_2018, &["Deny page-size-max PageSize"]);
    finds(&request().page_size(100), &SEED_2019, &[]);
    finds(&request().page_size(101), &SEED_2019, &["Deny page-size-max PageSize"]);
    finds(&request().page_size(u32::MAX), &Revision::LATEST, &["Deny page-size-max PageSize"]);
}

#[test]
fn a_minimum_is_denied_only_where_it_is_stated() {
    finds(&request().page_number(0), &SEED_2018, &["Deny page-number-min PageNumber"]);
    finds(&request().page_number(0), &SEED_2019, &["Advise page-number-min PageNumber"]);
    finds(&request().page_number(0), &Revision::LATEST, &["Deny page-number-min PageNumber"]);
    finds(&request().page_size(0), &SEED_2018, &["Advise page-size-min PageSize"]);
    finds(&request().page_size(0), &SEED_2019, &["Advise page-size-min PageSize"]);
    finds(&request().page_size(0), &Revision::V2020_10_26, &["Deny page-size-min PageSize"]);
}

#[test]
fn an_empty_tag_key_is_refused_in_both_seeds() {
    let empty = request().tag("", "v");
    finds(&empty, &SEED_2018, &["Deny tag-key-empty Tag.1.Key"]);
    finds(&empty, &SEED_2019, &["Deny tag-key-empty Tag.1.Key"]);
    finds(&empty, &Revision::LATEST, &["Advise tag-key-empty Tag.1.Key"]);
    finds(&request().tag("k", ""), &SEED_2018, &[]);
}

#[test]
fn tag_lengths_count_characters_and_bind_in_2019() {
    let key = "键".repeat(65);
    let value = "😀".repeat(129);
    finds(&request().tag("键".repeat(64), "😀".repeat(128)), &SEED_2019, &[]);
    let long = request().tag(key, value);
    finds(
        &long,
        &SEED_2019,
        &["Deny tag-key-length Tag.1.Key", "Deny tag-value-length Tag.1.Value"],
    );
    finds(
        &long,
        &SEED_2018,
        &["Advise tag-key-length Tag.1.Key", "Advise tag-value-length Tag.1.Value"],
    );
}

#[test]
fn forbidden_prefixes_bind_in_2019() {
    for prefix in ["aliyun", "acs:", "http://", "https://"] {
        let keyed = request().tag(format!("{prefix}x"), format!("{prefix}y"));
        finds(
            &keyed,
            &SEED_2019,
            &["Deny tag-key-prefix Tag.1.Key", "Deny tag-value-prefix Tag.1.Value"],
        );
        finds(
            &keyed,
            &SEED_2018,
            &["Advise tag-key-prefix Tag.1.Key", "Advise tag-value-prefix Tag.1.Value"],
        );
    }
    finds(&request().tag("Aliyun", "ACS:"), &SEED_2019, &[]);
}

#[test]
fn urls_inside_tags_are_refused_from_august_2019() {
    let inside = request().tag("see http://x", "https-free");
    finds(&inside, &SEED_2019, &[]);
    finds(&inside, &Revision::V2019_08_14, &["Deny tag-key-prefix Tag.1.Key"]);
    finds(&request().tag("my aliyun", "v"), &Revision::V2019_08_14, &[]);
    let anywhere = SEED_2019.with_tag_scheme(TagScheme::Anywhere);
    finds(&inside, &anywhere, &["Deny tag-key-prefix Tag.1.Key"]);
}

#[test]
fn a_tag_value_needs_its_key() {
    let mut request = request().tag("a", "b");
    request.tags.push(TagFilter::new(None, Some("orphan".to_owned())));
    request.tags.push(TagFilter::new(None, None));
    let expected = ["Deny tag-pairing Tag.2.Key", "Deny tag-pairing Tag.3.Key"];
    finds(&request, &SEED_2018, &expected);
    finds(&request, &Revision::LATEST, &expected);
    let finding = &check(&request, &SEED_2019)[0];
    assert_eq!(finding.predicts(), Some("InvalidTag.Mismatch"));
}

/// It would vanish on the wire, and every image be listed.
#[test]
fn a_condition_of_nothing_is_refused_even_unchecked() {
    let mut request = request();
    request.tags.push(TagFilter::new(None, None));
    request.filters.push(Filter::new(None, None));
    let expected = ["Deny list-item Tag.1.Key", "Deny list-item Filter.1.Key"];
    finds(&request, &Revision::UNCHECKED, &expected);
}

#[test]
fn a_tag_key_alone_is_advised() {
    finds(&request().tag_key("a"), &SEED_2019, &["Advise tag-key-alone Tag.1.Value"]);
}

#[test]
fn commas_cannot_break_a_list_even_unchecked() {
    let broken = request().image_id("m-1,m-2").image_id("").status("Available,");
    let expected = ["Deny list-item ImageId", "Deny list-item ImageId", "Deny list-item Status"];
    finds(&broken, &Revision::UNCHECKED, &expected);
    assert_eq!(check(&broken, &Revision::UNCHECKED)[0].problem, Problem::Comma);
    assert_eq!(check(&broken, &Revision::UNCHECKED)[1].problem, Problem::Empty);
}

#[test]
fn more_than_a_hundred_images_are_advised() {
    let many = |count| (0..count).fold(request(), |r, n| r.image_id(format!("m-{n}")));
    finds(&many(100), &SEED_2018, &[]);
    finds(&many(101), &SEED_2018, &["Advise image-id-count ImageId"]);
}

#[test]
fn unknown_values_are_advised_never_denied() {
    let odd = request().status("Migrating").usage("disk").image_owner_alias("SELF");
    for revision in Revision::PUBLISHED {
        let findings = check(&odd, revision);
        assert_eq!(findings.len(), 3, "{}", revision.date());
        assert!(findings.iter().all(|finding| finding.level == Level::Advise));
    }
    let codes: Vec<_> = check(&odd, &SEED_2019).iter().map(Finding::predicts).collect();
    assert_eq!(
        codes,
        [None, Some("InvalidImageOwnerAlias.ValueNotSupported"), Some("InvalidUsage")]
    );
}

#[test]
fn a_value_is_documented_from_its_revision_on() {
    let waiting = request().status("Waiting");
    finds(&waiting, &SEED_2019, &["Advise value-documented Status"]);
    finds(&waiting, &Revision::V2019_05_31, &[]);
    let arm = request().architecture("arm64");
    finds(&arm, &Revision::V2020_10_26, &["Advise value-documented Architecture"]);
    finds(&arm, &Revision::V2021_07_14, &[]);
}

#[test]
fn a_parameter_is_documented_from_its_revision_on() {
    finds(&request().dry_run(true), &SEED_2018, &["Advise parameter-documented DryRun"]);
    finds(&request().dry_run(true), &SEED_2019, &[]);
    let usable = request().usable(true);
    finds(&usable, &Revision::V2025_04_22, &["Advise parameter-documented Usable"]);
    finds(&usable, &Revision::LATEST, &[]);
    let filtered = request().filter(FilterKey::CreationStartTime, "2017-12-05T22:40Z");
    finds(&filtered, &SEED_2019, &["Advise parameter-documented Filter.1.Key"]);
}

#[test]
fn community_images_need_the_alias_others() {
    let public = request().is_public(true).image_owner_id(1);
    let expected = ["Deny public-owner-alias IsPublic", "Deny owner-id-context ImageOwnerId"];
    finds(&public, &Revision::LATEST, &expected);
    finds(&public.image_owner_alias(ImageOwnerAlias::Others), &Revision::LATEST, &[]);
    finds(&request().is_public(false), &Revision::LATEST, &[]);
}

#[test]
fn a_filter_value_needs_its_key() {
    let mut request = request();
    request.filters.push(Filter::new(None, Some("vpc".to_owned())));
    finds(&request, &Revision::LATEST, &["Deny filter-pairing Filter.1.Key"]);
    finds(&request, &Revision::V2020_10_26, &["Advise filter-pairing Filter.1.Key"]);
}

#[test]
fn owner_id_and_account_exclude_each_other() {
    let both = request().owner_id(1).owner_account("me");
    finds(&both, &Revision::LATEST, &["Advise owner-exclusive OwnerId"]);
}

#[test]
fn empty_texts_are_advised() {
    let empty = request().image_family("").usage("").filter("", "vpc").filter("NetworkType", "");
    let expected = [
        "Advise value-empty ImageFamily",
        "Advise value-empty Usage",
        "Advise value-empty Filter.1.Key",
        "Advise value-empty Filter.2.Value",
    ];
    finds(&empty, &Revision::LATEST, &expected);
}

#[test]
fn every_number_and_level_can_be_set() {
    let strict = Revision::LATEST
        .with_max_tags(1)
        .with_max_tag_key_chars(2)
        .with_max_tag_value_chars(3)
        .with_max_image_ids(1)
        .with_max_page_size(5)
        .with_level(Rule::ImageIdCount, Level::Deny)
        .with_level(Rule::TagCount, Level::Off);
    let request =
        request().tag("key", "value").tag("k", "v").image_id("a").image_id("b").page_size(6);
    let expected = [
        "Deny image-id-count ImageId",
        "Advise tag-key-length Tag.1.Key",
        "Advise tag-value-length Tag.1.Value",
        "Deny page-size-max PageSize",
    ];
    finds(&request, &strict, &expected);
    let documented = SEED_2018.with_parameter(Parameter::DryRun);
    finds(&self::request().dry_run(true), &documented, &[]);
}

#[test]
fn every_rule_says_what_where_and_under_which_name() {
    let mut ids: Vec<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Rule::ALL.len());
    for rule in Rule::ALL {
        assert!(rule.checks().ends_with('.') && !rule.source().is_empty(), "{rule}");
    }
    assert_eq!(Parameter::TagKey.numbered(3), "Tag.3.Key");
}

#[test]
fn findings_read_as_sentences_and_do_not_print_values() {
    let request = request().tag("acs:\u{1b}[31mred", "v");
    assert_eq!(
        only(&request, &SEED_2019).to_string(),
        "Tag.1.Key must not begin with or hold \"acs:\"; choose another text (rule tag-key-prefix)"
    );
}
