//! A client that sends nothing which the vendor would refuse: each request is checked before it leaves.
//!
//! ```text
//! cargo run --example reqwest
//! ```
//!
//! The request here has a speed that is too high, so that nothing is sent.

use std::error::Error;

use mediaspec_validator::{UnknownRoute, Validator};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Method, Request, Response};

const PAYLOAD: &str = r#"{"model_asset_id": "6d0a1c5be2f94d8c", "voice_config": {"voice_asset_id": "b81f3a7c", "speed": 300}}"#;

/// Sends a request that is documented and valid; gives the report as the error otherwise.
async fn send(
    client: &Client,
    validator: &Validator,
    request: Request,
) -> Result<Response, Box<dyn Error>> {
    let checked = validator.check_http(&as_http(&request))?;
    checked.report.into_result()?;
    Ok(client.execute(request).await?)
}

/// The request in the types of the crate `http`, with its body in memory. A body that is streamed cannot be looked at:
/// it counts as none.
fn as_http(request: &Request) -> http::Request<&[u8]> {
    let body = request.body().and_then(|body| body.as_bytes());
    let mut out = http::Request::new(body.unwrap_or_default());
    *out.method_mut() = request.method().clone();
    // Every URL of an HTTP request is a URI.
    *out.uri_mut() = request.url().as_str().parse().unwrap_or_default();
    *out.headers_mut() = request.headers().clone();
    out
}

fn create_video(client: &Client, payload: &'static str) -> Result<Request, Box<dyn Error>> {
    let url = "https://metastudio.cn-north-4.myhuaweicloud.com/v1/0a1b2c3d/2d-digital-human-videos";
    let request = client
        .request(Method::POST, url)
        .header("X-Auth-Token", "a-token")
        .header(CONTENT_TYPE, "application/json")
        .body(payload);
    Ok(request.build()?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (client, validator) = (Client::new(), Validator::new());
    let request = create_video(&client, PAYLOAD)?;
    match send(&client, &validator, request).await {
        Ok(response) => println!("sent: {}", response.status()),
        Err(error) => match error.downcast::<UnknownRoute>() {
            Ok(unknown) => println!("not sent, since nothing is known of it: {unknown}"),
            Err(report) => println!("not sent:\n{report}"),
        },
    }
    Ok(())
}

#[tokio::test]
async fn what_the_vendor_would_refuse_is_not_sent() {
    let (client, validator) = (Client::new(), Validator::new());
    let request = create_video(&client, PAYLOAD).expect("a request");
    let error = send(&client, &validator, request)
        .await
        .expect_err("it is too fast");
    let report = error.downcast::<mediaspec_validator::Report>();
    let lines = report.expect("the report is the error").to_string();
    assert!(
        lines.contains("/voice_config/speed: 300 is above 200"),
        "{lines}"
    );
}
