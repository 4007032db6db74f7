//! Bodies that public repositories recorded or printed.

mod outside;
mod reading;

use aliyun_ecs_model::Image;
use aliyun_ecs_wire::{Decoded, DeviationKind, EntryKind, Page, Report, decode};

use reading::{decode_page, decode_page_with};

#[test]
fn every_sample_is_a_page_or_an_error_of_the_service() {
    let Some(folder) = outside::folder("samples") else {
        return;
    };
    let (mut pages, mut errors, mut images) = (0, 0, 0);
    for (name, body) in outside::files(&folder, &["json", "xml"]) {
        if name.starts_with('e') {
            errors += 1;
            let Decoded::Error(error) = decode(body).expect(&name) else { panic!("{name}") };
            assert!(name.contains(error.code.split('.').next().expect("a code")), "{name}");
            assert_eq!(error.host_id.as_deref(), Some("ecs.aliyuncs.com"), "{name}");
        } else {
            pages += 1;
            let page = decode_page(body).expect(&name);
            assert!(!page.request_id().is_empty() && !page.region_id().is_empty(), "{name}");
            images += page.len();
        }
    }
    assert_eq!((pages, errors, images), (10, 2, 17));
}

#[test]
fn both_readers_of_the_model_agree_with_every_page() {
    let Some(folder) = outside::folder("samples") else {
        return;
    };
    let mut compared = 0;
    for (name, body) in outside::files(&folder, &["json", "xml"]) {
        let Ok(Decoded::Page(page)) = decode(body.clone()) else {
            continue;
        };
        let text = String::from_utf8(body).expect("a page is UTF-8");
        let expected = match name.rsplit_once('.') {
            Some((_, "json")) => serde_json::from_str(&text).expect(&name),
            _ => quick_xml::de::from_str(&text).expect(&name),
        };
        assert_eq!(page.to_response(), expected, "{name}");
        compared += 1;
    }
    assert_eq!(compared, 10);
}

#[test]
fn the_custom_image_of_libcloud_has_its_values() {
    let Some(page) = sample("01-libcloud-describe_images.xml") else {
        return;
    };
    let image = page.image(0).expect("one image");
    assert_eq!((page.len(), page.total_count(), page.page_size()), (1, Some(1), Some(10)));
    assert_eq!(image.image_id(), "freebsd1001_64_20G_aliaegis_20150527.vhd");
    assert_eq!(image.os_name(), "FreeBSD  10.1 64位");
    assert_eq!(image.size(), Some(20));
    assert_eq!(image.disk_device_mappings().len(), 1);
    let disk = image.disk_device_mappings().next().expect("a disk");
    assert_eq!((disk.device(), disk.size_gib()), ("/dev/xvda", Some(20)));
}

#[test]
fn an_empty_result_is_a_page_without_images() {
    let Some(page) = sample("04-libcloud-empty.xml") else {
        return;
    };
    assert!(page.is_empty());
    assert_eq!((page.total_count(), page.page_number()), (Some(0), Some(0)));
}

#[test]
fn counts_written_as_texts_are_read_and_reported() {
    let Some(folder) = outside::folder("samples") else {
        return;
    };
    let name = "07-aliyun-cli-string-counts.json";
    let body = std::fs::read(folder.join(name)).expect(name);
    let mut report = Report::new();
    let page = decode_page_with(body, &mut report).expect(name);
    assert_eq!((page.total_count(), page.page_size()), (Some(37), Some(5)));
    let seen: Vec<_> = report.entries().iter().map(|e| (e.path(), e.kind())).collect();
    let as_text = EntryKind::Deviation(DeviationKind::NumberAsText);
    assert_eq!(seen, [("TotalCount", as_text), ("PageSize", as_text)]);
}

#[test]
fn unicode_escapes_and_elements_that_close_themselves_are_read() {
    if let Some(page) = sample("08-footmark-self-image.json") {
        assert_eq!(page.image(0).expect("one image").os_name(), "CentOS  7.2 64位");
    }
    if let Some(page) = sample("11-docs2019-suse-selfclosing.xml") {
        let image = page.image(0).expect("one image").to_image();
        let expected = (Some(String::new()), Some(String::new()));
        let Image { description, product_code, .. } = image;
        assert_eq!((description, product_code), expected);
    }
}

fn sample(name: &str) -> Option<Page> {
    let folder = outside::folder("samples")?;
    Some(decode_page(std::fs::read(folder.join(name)).expect(name)).expect(name))
}
