//! The value sets of requests and responses.
//!
//! Every set lists what any documented revision names; which revision names which value is
//! data of [`Revision`](crate::Revision).

use crate::open_enum::open_enum;

open_enum! {
    /// The state of an image (`Status`).
    ///
    /// Source: ECS API Reference, DescribeImages, request parameter `Status` (2018-06-15;
    /// `Waiting` from 2018-08, `Deprecated` from 2020-10-26).
    pub enum ImageStatus {
        /// The image is being created.
        Creating = "Creating",
        /// The image waits to be processed.
        Waiting = "Waiting",
        /// The image can be used. The only status listed when a request names none.
        Available = "Available",
        /// The image cannot be used. (The wire text has a capital A inside.)
        UnAvailable = "UnAvailable",
        /// The image could not be created.
        CreateFailed = "CreateFailed",
        /// The image is discontinued.
        Deprecated = "Deprecated",
    }
}

open_enum! {
    /// Whose image it is (`ImageOwnerAlias`).
    ///
    /// Source: ECS API Reference, DescribeImages, request parameter `ImageOwnerAlias`.
    pub enum ImageOwnerAlias {
        /// Public images of Alibaba Cloud.
        System = "system",
        /// The caller's own custom images.
        Own = "self",
        /// Images shared by other accounts, or community images when `IsPublic` is true.
        Others = "others",
        /// Images of marketplace vendors. Not listed unless asked for by name.
        Marketplace = "marketplace",
    }
}

open_enum! {
    /// Whether instances run the image (`Usage`).
    ///
    /// Source: ECS API Reference, DescribeImages, request parameter `Usage`.
    pub enum Usage {
        /// At least one instance uses the image.
        Instance = "instance",
        /// No instance uses the image.
        Idle = "none",
    }
}

open_enum! {
    /// The family of the operating system (`OSType`). FreeBSD images say `linux`.
    ///
    /// Source: ECS API Reference, DescribeImages (2019-05-31 and later).
    pub enum OsType {
        /// Linux and its like.
        Linux = "linux",
        /// Windows.
        Windows = "windows",
    }
}

open_enum! {
    /// The processor architecture (`Architecture`).
    ///
    /// Source: ECS API Reference, DescribeImages (2019-05-31; `arm64` from 2021-07-14).
    pub enum Architecture {
        /// 32-bit x86.
        I386 = "i386",
        /// 64-bit x86.
        X86_64 = "x86_64",
        /// 64-bit Arm.
        Arm64 = "arm64",
    }
}

open_enum! {
    /// What the images are wanted for (request parameter `ActionType`).
    ///
    /// Source: ECS API Reference, DescribeImages (2019-05-31 and later).
    pub enum ActionType {
        /// Creating instances.
        CreateEcs = "CreateEcs",
        /// Replacing a system disk or an operating system.
        ChangeOs = "ChangeOS",
    }
}

open_enum! {
    /// What a `Filter.n` looks at (request parameter `Filter.n.Key`).
    ///
    /// Source: ECS API Reference, DescribeImages (2019-05-31: the first; 2021-06-01: the
    /// second; 2025-04-22: `NetworkType`), official SDK model of 2026-07-16 (the rest).
    pub enum FilterKey {
        /// Created after the given UTC time.
        CreationStartTime = "CreationStartTime",
        /// Created before the given UTC time.
        CreationEndTime = "CreationEndTime",
        /// Network type: `vpc` or `classic`.
        NetworkType = "NetworkType",
        /// CPU can be added while running: `supported` or `unsupported`.
        CpuOnlineUpgrade = "CpuOnlineUpgrade",
        /// CPU can be removed while running.
        CpuOnlineDowngrade = "CpuOnlineDowngrade",
        /// Memory can be added while running.
        MemoryOnlineUpgrade = "MemoryOnlineUpgrade",
        /// Memory can be removed while running.
        MemoryOnlineDowngrade = "MemoryOnlineDowngrade",
    }
}

open_enum! {
    /// How an image boots (`BootMode`).
    ///
    /// Source: ECS API Reference, DescribeImages (2025-04-22).
    pub enum BootMode {
        /// Legacy BIOS.
        Bios = "BIOS",
        /// UEFI.
        Uefi = "UEFI",
        /// Either; UEFI is preferred.
        UefiPreferred = "UEFI-Preferred",
    }
}

open_enum! {
    /// What a disk of an image is (`DiskDeviceMapping.Type`).
    ///
    /// Source: ECS API Reference, DescribeImages (2019-05-31 and later).
    pub enum DiskType {
        /// The system disk.
        System = "system",
        /// A data disk.
        Data = "data",
    }
}

#[cfg(test)]
mod tests {
    use super::{Architecture, ImageOwnerAlias, ImageStatus};

    #[test]
    fn unknown_texts_survive_unchanged() {
        for text in ["", "available", "Available ", "riscv64", "\u{0}\n"] {
            assert_eq!(Architecture::from(text).as_str(), text);
            assert_eq!(ImageStatus::from(text).as_str(), text);
            assert!(!ImageStatus::from(text).is_known());
        }
    }

    #[test]
    fn known_texts_never_become_unknown() {
        for text in ImageStatus::KNOWN {
            assert!(ImageStatus::from(*text).is_known());
            assert_eq!(ImageStatus::from(*text).as_str(), *text);
        }
        assert_eq!(ImageOwnerAlias::from("self"), ImageOwnerAlias::Own);
    }
}
