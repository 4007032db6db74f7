//! Every image, without async: a listing driven by one's own loop, with any HTTP client (here ureq).
use aliyun_ecs_describe_images::model::{DescribeImages, Revision};
use aliyun_ecs_describe_images::signer::{Credentials, Format, Stamp, rpc};
use aliyun_ecs_describe_images::{encode, listing::Account, read_response};
use std::{env::var, error::Error, time::SystemTime};

#[expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a program's outer edge")]
fn main() -> Result<(), Box<dyn Error>> {
    let key_id = var("ALIBABA_CLOUD_ACCESS_KEY_ID")?;
    let keys = Credentials::new(key_id, var("ALIBABA_CLOUD_ACCESS_KEY_SECRET")?);
    let images = DescribeImages::new("cn-hangzhou");
    let mut account = Account::new(&images, &Revision::LATEST, rand::random());
    while let Some(slice) = account.next_slice() {
        let call = encode(&slice.of(&images), &Revision::LATEST)?;
        let stamp = Stamp::from_random(SystemTime::now(), rand::random());
        let signed = rpc::sign(&call, Format::Json, &keys, &stamp);
        let request = ureq::get(signed.url(&var("ENDPOINT")?));
        let mut response = request.config().http_status_as_error(false).build().call()?;
        let page = read_response(response.status(), response.body_mut().read_to_vec()?)?;
        for image in account.enter_page(slice, page) {
            println!("{}", image.image().image_id());
        }
    }
    println!("{}", account.verdict().ok_or("no verdict")?);
    Ok(())
}
