//! All unknown members of a response.

use aliyun_rpc_value::Members;

use crate::image::Image;
use crate::response::DescribeImagesResponse;

impl DescribeImagesResponse {
    /// Changes the unknown members of the response, of its images and of all that is in these.
    ///
    /// ```
    /// use aliyun_ecs_model::{DescribeImagesResponse, Members};
    ///
    /// let body = r#"{"New":1,"Images":{"Image":[{"Colour":"blue"}]}}"#;
    /// let mut response: DescribeImagesResponse = serde_json::from_str(body)?;
    /// response.for_each_unknown(Members::clear);
    /// assert_eq!(serde_json::to_string(&response)?.find("Colour"), None);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn for_each_unknown(&mut self, mut change: impl FnMut(&mut Members)) {
        change(&mut self.unknown);
        for image in &mut self.images {
            image.for_each_unknown(&mut change);
        }
    }
}

impl Image {
    /// Changes the unknown members of the image and of all that is in it.
    pub fn for_each_unknown(&mut self, mut change: impl FnMut(&mut Members)) {
        change(&mut self.unknown);
        for disk in &mut self.disk_device_mappings {
            change(&mut disk.unknown);
        }
        for tag in &mut self.tags {
            change(&mut tag.unknown);
        }
        if let Some(options) = &mut self.detection_options {
            change(&mut options.unknown);
            for item in &mut options.items {
                change(&mut item.unknown);
            }
        }
        if let Some(features) = &mut self.features {
            change(&mut features.unknown);
        }
        if let Some(options) = &mut self.secure_boot_options {
            change(&mut options.unknown);
        }
    }
}
