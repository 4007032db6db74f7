//! The whole answer of the operation, plain and owned.

use crate::image::Image;
use crate::lenient;
use crate::unknown::keeps_unknown;
use crate::wrapped_list::wrapped_list;

keeps_unknown! {
    /// One page of images with its envelope, in the documented shape.
    ///
    /// As serde reads it, it is lenient in everything: any JSON object is an empty response. To
    /// decode what a server sent, use `aliyun-ecs-wire`, which checks that a body is a response at
    /// all; this type is for writing pages and for taking their parts.
    ///
    /// Source: ECS API Reference, DescribeImages, response parameters (both seed revisions).
    ///
    /// ```
    /// use aliyun_ecs_model::DescribeImagesResponse;
    ///
    /// let body = r#"{"TotalCount":"37","Images":{"Image":[{"ImageId":"m-1","Size":"20"}]}}"#;
    /// let response: DescribeImagesResponse = serde_json::from_str(body)?;
    /// assert_eq!(response.total_count, Some(37));
    /// assert_eq!(response.images[0].size, Some(20));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[serde(remote = "DescribeImagesResponse", rename = "DescribeImagesResponse", rename_all = "PascalCase")]
    pub struct DescribeImagesResponse as DescribeImagesResponseFields {
        /// The number of the page, from 1; an echo of the request.
        #[serde(deserialize_with = "lenient::count", skip_serializing_if = "Option::is_none")]
        pub page_number: Option<u32>,
        /// How many images match over all pages.
        #[serde(deserialize_with = "lenient::count", skip_serializing_if = "Option::is_none")]
        pub total_count: Option<u32>,
        /// The size of a page; an echo of the request, not the number of images returned.
        #[serde(deserialize_with = "lenient::count", skip_serializing_if = "Option::is_none")]
        pub page_size: Option<u32>,
        /// The region of the images; an echo of the request.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub region_id: Option<String>,
        /// The identifier of the request, for support.
        #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
        pub request_id: Option<String>,
        /// The images of this page.
        #[serde(with = "image_list")]
        pub images: Vec<Image>,
    }
}

wrapped_list!(image_list, "Image", super::Image);
