//! One call without async: encode, sign, any HTTP client (here ureq), classify. `ENDPOINT` is a variable
//! such as <https://ecs.cn-hangzhou.aliyuncs.com>, or the URL that `aliyun-images emulator` prints.
use aliyun_ecs_describe_images::model::{DescribeImages, Revision};
use aliyun_ecs_describe_images::signer::{Credentials, Format, Stamp, rpc};
use aliyun_ecs_describe_images::{encode, read_response};
use std::{env::var, error::Error, time::SystemTime};

#[expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a program's outer edge")]
fn main() -> Result<(), Box<dyn Error>> {
    let key_id = var("ALIBABA_CLOUD_ACCESS_KEY_ID")?;
    let keys = Credentials::new(key_id, var("ALIBABA_CLOUD_ACCESS_KEY_SECRET")?);
    let call = encode(&DescribeImages::new("cn-hangzhou"), &Revision::LATEST)?;
    let stamp = Stamp::from_random(SystemTime::now(), rand::random());
    let signed = rpc::sign(&call, Format::Json, &keys, &stamp);
    let request = ureq::get(signed.url(&var("ENDPOINT")?));
    let mut response = request.config().http_status_as_error(false).build().call()?;
    let page = read_response(response.status(), response.body_mut().read_to_vec()?)?;
    page.images().for_each(|image| println!("{}  {}", image.image_id(), image.os_name()));
    Ok(())
}
