//! What somebody may have meant.

use aliyun_ecs_model::regions;

/// Returns the known region that is spelled most like this one, if any is.
pub(crate) fn region(written: &str) -> Option<&'static str> {
    let written = written.to_ascii_lowercase();
    let known = regions::ALL.iter().map(regions::Region::id);
    let distance = |id: &&str| strsim::osa_distance(&written, id);
    known.min_by_key(distance).filter(|id| {
        let distance = distance(id);
        distance > 0 && distance <= FARTHEST
    })
}

/// Two slips.
const FARTHEST: usize = 2;

#[cfg(test)]
mod tests {
    use super::region;

    #[test]
    fn two_slips_are_forgiven() {
        assert_eq!(region("cn-hangzou"), Some("cn-hangzhou"));
        assert_eq!(region("eu-centra-l1"), Some("eu-central-1"));
        assert_eq!(region("CN-BEIJINGG"), Some("cn-beijing"));
        assert_eq!(region("cn-hangzhou"), None, "it is known");
        assert_eq!(region("mars-north-7"), None);
    }
}
