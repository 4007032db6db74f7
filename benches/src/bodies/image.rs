//! Makes up images: the values a real account shows, with their oddities.

use super::Fields;
use super::random::Random;
use super::tree::Node;

/// Makes up one image with the members of `fields`.
pub(crate) fn image(fields: Fields, random: &mut Random) -> Node {
    let custom = random.chance(40);
    let system = random.pick(SYSTEMS);
    let mut members = seed_members(custom, system, random);
    members.push(("DiskDeviceMappings", disks(fields, custom, random)));
    if fields == Fields::Full {
        later_members(custom, system, random, &mut members);
    }
    Node::object(members)
}

/// The members of the examples of 2018-06-15 and 2019-02-18, without the disks.
fn seed_members(custom: bool, system: System, random: &mut Random) -> Vec<(&'static str, Node)> {
    let (id, name) = if custom {
        (format!("m-{}", random.text(BASE36, 20)), custom_name(random))
    } else {
        let file = system_file(system, random);
        (file.clone(), file)
    };
    let mut members = vec![
        ("Architecture", Node::text(if system.word == "32" { "i386" } else { "x86_64" })),
        ("CreationTime", Node::text(time(random))),
        ("ImageId", Node::text(id)),
        ("ImageName", Node::text(name)),
        ("ImageOwnerAlias", Node::text(owner(custom, random))),
        ("ImageVersion", Node::text(random.pick(&["", "", "", "1.0.0", "1"]))),
        ("IsCopied", Node::flag(custom && random.chance(10))),
        ("IsSubscribed", Node::flag(random.chance(3))),
        ("OSName", Node::text(system.display_name("位"))),
        ("OSType", Node::text(if system.windows() { "windows" } else { "linux" })),
        ("Platform", Node::text(system.platform)),
        ("ProductCode", Node::text(product_code(random))),
        ("Progress", progress(random)),
        ("Size", Node::count(random.pick(&[20, 40, 40, 40, 60, 100, 500]), random)),
        ("Status", Node::text(if random.chance(96) { "Available" } else { "Creating" })),
        ("Usage", Node::text(if random.chance(30) { "instance" } else { "none" })),
    ];
    match random.below(4) {
        0 => {}
        1 | 2 if !custom => members.push(("Description", Node::text(""))),
        _ => members.push(("Description", Node::text(description(custom, random)))),
    }
    members
}

/// The members that later revisions added, and the two of the official SDK's model.
fn later_members(
    custom: bool,
    system: System,
    random: &mut Random,
    members: &mut Vec<(&'static str, Node)>,
) {
    members.extend([
        ("BootMode", Node::text(random.pick(&["BIOS", "BIOS", "UEFI", "UEFI-Preferred"]))),
        ("DetectionOptions", detection_options(custom, random)),
        ("Features", features(random)),
        ("ImageFamily", Node::text(random.pick(&["", "", "", "acs:web-frontend"]))),
        ("IsPublic", Node::flag(!custom)),
        ("IsSelfShared", self_shared(custom, random)),
        ("IsSupportCloudinit", Node::flag(random.chance(90))),
        ("IsSupportIoOptimized", Node::flag(random.chance(97))),
        ("LicenseType", Node::text("")),
        ("LoginAsNonRootSupported", Node::flag(random.chance(50))),
        ("OSNameEn", Node::text(system.display_name(" bit"))),
        ("ResourceGroupId", Node::text(resource_group(custom, random))),
        ("Tags", tags(custom, random)),
        ("Usable", Node::flag(random.chance(98))),
    ]);
    if custom && random.chance(20) {
        let account = 1_000_000_000_000_000 + random.below(1_000_000_000);
        members.push(("ImageOwnerId", Node::number(account)));
        members.push(("SupplierName", Node::text(random.pick(&["", "Example Ltd.", "云市场"]))));
    }
}

fn disks(fields: Fields, custom: bool, random: &mut Random) -> Node {
    // Public images have no disks in newer responses.
    let count = if custom { 1 + random.below(3) } else { 0 };
    Node::List("DiskDeviceMapping", (0..count).map(|index| disk(fields, index, random)).collect())
}

fn disk(fields: Fields, index: usize, random: &mut Random) -> Node {
    let device = ["/dev/xvda", "/dev/xvdb", "/dev/xvdc"][index];
    // Unlike the image's, a disk's size is a text.
    let size = Node::text(random.pick(&["20", "40", "60", "100", "2048"]));
    let snapshot = Node::text(format!("s-{}", random.text(BASE36, 20)));
    let mut members =
        vec![("Device", Node::text(device)), ("Size", size), ("SnapshotId", snapshot)];
    if fields == Fields::Full {
        let imported = random.chance(15);
        members.extend([
            ("Encrypted", Node::flag(random.chance(10))),
            ("Format", Node::text(random.pick(&["", "", "RAW", "qcow2", "VHD"]))),
            ("ImportOSSBucket", Node::text(if imported { "images-to-import" } else { "" })),
            ("ImportOSSObject", Node::text(if imported { "2024/base image.qcow2" } else { "" })),
            ("Type", Node::text(if index == 0 { "system" } else { "data" })),
        ]);
        if random.chance(10) {
            let percent = random.below(100);
            members.push(("Progress", Node::text(format!("{percent}%"))));
            members.push(("RemainTime", Node::number(7 * (100 - percent))));
        } else {
            members.push(("Progress", Node::text("")));
        }
    }
    Node::object(members)
}

fn tags(custom: bool, random: &mut Random) -> Node {
    let count = if custom { random.below(3) } else { 0 };
    let tag = |random: &mut Random| {
        let (key, value) = random.pick(&[
            ("team", "blue"),
            ("env", "production"),
            ("owner", "运维 <ops@example.com>"),
            ("acs:rm:rgId", "rg-default"),
            ("note", ""),
        ]);
        Node::object(vec![("TagKey", Node::text(key)), ("TagValue", Node::text(value))])
    };
    Node::List("Tag", (0..count).map(|_| tag(random)).collect())
}

fn detection_options(custom: bool, random: &mut Random) -> Node {
    if !custom || random.chance(50) {
        return Node::object(Vec::new());
    }
    let kernels = ["kernel 3.10.0-957", "kernel 5.10.134-16.al8", "not installed"];
    let item = |random: &mut Random, name, values: &[&str]| {
        let value = Node::text(random.pick(values));
        let mut members = vec![("Name", Node::text(name)), ("Value", value)];
        if random.chance(25) {
            members.push(("RiskLevel", Node::text(random.pick(&["High", "Medium"]))));
            members.push(("RiskCode", Node::text("NVMe.NotInstalled")));
        }
        Node::object(members)
    };
    let items = vec![item(random, "Nvme", &kernels), item(random, "CloudInit", &["19.1", ""])];
    Node::object(vec![
        ("Items", Node::List("Item", items)),
        ("Status", Node::text(random.pick(&["Processing", "Finished"]))),
    ])
}

fn features(random: &mut Random) -> Node {
    let mut support =
        |percent| Node::text(if random.chance(percent) { "supported" } else { "unsupported" });
    let mut members = vec![
        ("CpuOnlineDowngrade", support(20)),
        ("CpuOnlineUpgrade", support(60)),
        ("MemoryOnlineDowngrade", support(10)),
        ("MemoryOnlineUpgrade", support(50)),
        ("NvmeSupport", support(70)),
    ];
    members.push(("ImdsSupport", Node::text(random.pick(&["v1", "v2"]))));
    Node::object(members)
}

fn progress(random: &mut Random) -> Node {
    match random.below(10) {
        0 => Node::number(100),
        1 => Node::text("100"),
        2 => Node::text(format!("{}%", random.below(100))),
        _ => Node::text("100%"),
    }
}

fn self_shared(custom: bool, random: &mut Random) -> Node {
    match random.below(4) {
        0 if custom => Node::text("True"),
        1 => Node::text(""),
        2 => Node::flag(false),
        _ => Node::text("False"),
    }
}

fn description(custom: bool, random: &mut Random) -> String {
    if !custom {
        return random.pick(&["", "Kernel updated", "安全加固版本"]).to_owned();
    }
    let plain = [
        "nightly build of the web tier",
        "before the upgrade",
        "数据库主节点的备份镜像",
        "gold image, approved by the platform team, do not delete before the next audit",
    ];
    let with_escapes = [
        "first line\nsecond line",
        "called \"golden\" by everyone",
        "R&D <staging>; keep > 3 days",
        "C:\\images\\base & tools",
        "rocket 🚀 release, naïve café",
    ];
    if random.chance(50) {
        random.pick(&plain).to_owned()
    } else {
        random.pick(&with_escapes).to_owned()
    }
}

fn custom_name(random: &mut Random) -> String {
    let purpose =
        random.pick(&["web", "db", "cache", "worker", "ci-runner", "gpu_train", "堡垒机"]);
    let length = 3 + random.below(12);
    format!("{purpose}-{}", random.text(BASE36, length))
}

fn system_file(system: System, random: &mut Random) -> String {
    let day = 1 + random.below(28);
    let year = 2015 + random.below(9);
    format!("{}_{}_40G_alibase_{year}07{day:02}.vhd", system.file, system.word)
}

fn owner(custom: bool, random: &mut Random) -> &'static str {
    if custom { random.pick(&["self", "self", "self", "others"]) } else { "system" }
}

fn product_code(random: &mut Random) -> String {
    if random.chance(5) { format!("jxsc{:06}", random.below(1_000_000)) } else { String::new() }
}

fn resource_group(custom: bool, random: &mut Random) -> String {
    if custom { format!("rg-{}", random.text(BASE36, 15)) } else { String::new() }
}

/// A time with seconds, or without, as the documents describe it.
fn time(random: &mut Random) -> String {
    let (year, month) = (2014 + random.below(12), 1 + random.below(12));
    let (day, hour, minute) = (1 + random.below(28), random.below(24), random.below(60));
    let date = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}");
    if random.chance(10) { format!("{date}Z") } else { format!("{date}:{:02}Z", random.below(60)) }
}

/// An operating system as the service names it in four members.
#[derive(Clone, Copy)]
struct System {
    platform: &'static str,
    /// Two blanks stand between some names and their versions in the service's answers.
    name: &'static str,
    file: &'static str,
    word: &'static str,
}

impl System {
    const fn new(
        platform: &'static str,
        name: &'static str,
        file: &'static str,
        word: &'static str,
    ) -> Self {
        Self { platform, name, file, word }
    }

    fn display_name(self, unit: &str) -> String {
        format!("{} {}{unit}", self.name, self.word)
    }

    fn windows(self) -> bool {
        self.file.starts_with("win")
    }
}

const SYSTEMS: &[System] = &[
    System::new("CentOS", "CentOS  7.4", "centos_7_04", "64"),
    System::new("CentOS", "CentOS  6.8", "centos_6_08", "32"),
    System::new("Ubuntu", "Ubuntu  22.04", "ubuntu_22_04_x64_20G", "64"),
    System::new("Debian", "Debian  12.5", "debian_12_5", "64"),
    System::new("SUSE", "SUSE Linux Enterprise Server 15 SP5", "suse_15_sp5_x64", "64"),
    System::new("Aliyun", "Alibaba Cloud Linux  3.2104 LTS", "aliyun_3", "64"),
    System::new("Freebsd", "FreeBSD  11.1", "freebsd_11_01", "64"),
    System::new("Windows Server 2022", "Windows Server 2022 数据中心版", "win2022_64_dtc", "64"),
];

const BASE36: &str = "0123456789abcdefghijklmnopqrstuvwxyz";
