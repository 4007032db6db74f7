//! Pages around one image.

/// A JSON page of one image with these members.
pub(crate) fn json(members: &str) -> String {
    format!(r#"{{"RequestId":"R","TotalCount":1,"Images":{{"Image":[{{{members}}}]}}}}"#)
}

/// An XML page of one image with these elements.
pub(crate) fn xml(elements: &str) -> String {
    format!(
        "<DescribeImagesResponse><RequestId>R</RequestId><TotalCount>1</TotalCount><Images>\
         <Image>{elements}</Image></Images></DescribeImagesResponse>"
    )
}
