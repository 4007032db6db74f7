//! What the seeded images run.

/// An operating system as its images describe it.
pub(super) struct Profile {
    /// The beginning of the id of a public image.
    pub(super) stem: &'static str,
    pub(super) platform: &'static str,
    /// The display name of the Chinese site, with its two spaces.
    pub(super) os_name: &'static str,
    pub(super) os_name_en: &'static str,
    pub(super) os_type: &'static str,
    pub(super) architecture: &'static str,
    pub(super) boot_mode: &'static str,
    /// The system disk in GiB.
    pub(super) size: u32,
    pub(super) cloud_init: bool,
}

macro_rules! profiles {
    ($( $stem:literal $platform:literal $os_name:literal $os_name_en:literal
        $os_type:literal $architecture:literal $boot_mode:literal $size:literal $cloud_init:literal; )+) => {
        pub(super) const PROFILES: &[Profile] = &[$(Profile {
            stem: $stem,
            platform: $platform,
            os_name: $os_name,
            os_name_en: $os_name_en,
            os_type: $os_type,
            architecture: $architecture,
            boot_mode: $boot_mode,
            size: $size,
            cloud_init: $cloud_init,
        }),+];
    };
}

profiles! {
    "aliyun_3_x64_20G_alibase" "Aliyun" "Alibaba Cloud Linux  3.2104 LTS 64位"
        "Alibaba Cloud Linux  3.2104 LTS 64 bit" "linux" "x86_64" "BIOS" 20 true;
    "aliyun_3_arm64_20G_alibase" "Aliyun" "Alibaba Cloud Linux  3.2104 LTS 64位 ARM版"
        "Alibaba Cloud Linux  3.2104 LTS 64 bit ARM Edition" "linux" "arm64" "UEFI" 20 true;
    "centos_7_9_x64_20G_alibase" "CentOS" "CentOS  7.9 64位"
        "CentOS  7.9 64 bit" "linux" "x86_64" "BIOS" 20 true;
    "centos_6_10_x86_20G_alibase" "CentOS" "CentOS  6.10 32位"
        "CentOS  6.10 32 bit" "linux" "i386" "BIOS" 20 true;
    "ubuntu_22_04_x64_20G_alibase" "Ubuntu" "Ubuntu  22.04 64位"
        "Ubuntu  22.04 64 bit" "linux" "x86_64" "UEFI-Preferred" 20 true;
    "ubuntu_20_04_arm64_20G_alibase" "Ubuntu" "Ubuntu  20.04 64位 ARM版"
        "Ubuntu  20.04 64 bit ARM Edition" "linux" "arm64" "UEFI" 20 true;
    "debian_11_6_x64_20G_alibase" "Debian" "Debian  11.6 64位"
        "Debian  11.6 64 bit" "linux" "x86_64" "BIOS" 20 true;
    "sles_15_sp4_x64_20G_alibase" "SUSE" "SUSE Linux  Enterprise Server 15 SP4 64位"
        "SUSE Linux  Enterprise Server 15 SP4 64 bit" "linux" "x86_64" "BIOS" 20 true;
    "freebsd_13_1_x64_30G_alibase" "Freebsd" "FreeBSD  13.1 64位"
        "FreeBSD  13.1 64 bit" "linux" "x86_64" "BIOS" 30 false;
    "win2022_21H2_x64_dtc_zh-cn_40G_alibase" "Windows Server 2022"
        "Windows Server  2022 数据中心版 64位中文版"
        "Windows Server  2022 Data Center Edition 64bit Chinese Edition"
        "windows" "x86_64" "BIOS" 40 false;
    "win2016_1607_x64_dtc_en-us_40G_alibase" "Windows Server 2016"
        "Windows Server  2016 数据中心版 64位英文版"
        "Windows Server  2016 Data Center Edition 64bit English Edition"
        "windows" "x86_64" "UEFI" 40 false;
}
