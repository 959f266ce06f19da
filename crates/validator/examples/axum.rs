//! A server that takes no payload which the vendor would refuse: an extractor checks bodies, and answers 422 with the
//! report where they are wrong.
//!
//! ```text
//! cargo run --example axum
//! curl -d '{"model_asset_id": 5}' http://127.0.0.1:3000/videos
//! ```

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRef, FromRequest, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use mediaspec_validator::{OperationRef, Report, Validator};

/// What the handlers share. An operation can be kept: it borrows nothing, and a clone is cheap.
#[derive(Clone)]
struct App {
    create_video: OperationRef,
}

impl FromRef<App> for OperationRef {
    fn from_ref(app: &App) -> Self {
        app.create_video.clone()
    }
}

/// The body of a request that the vendor's documentation allows.
struct Checked(Bytes);

/// Why a request is not handled.
enum Refused {
    /// The body could not be received.
    Unreceived(Response),
    /// The body is wrong, or not even JSON.
    Unprocessable(Report),
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Unreceived(response) => response,
            // The report serializes as what the `mediaspec` command writes.
            Self::Unprocessable(report) => {
                let body = serde_json::to_string(&report).unwrap_or_default();
                let json = [(CONTENT_TYPE, "application/json")];
                (StatusCode::UNPROCESSABLE_ENTITY, json, body).into_response()
            }
        }
    }
}

impl<S> FromRequest<S> for Checked
where
    OperationRef: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| Refused::Unreceived(rejection.into_response()))?;
        let report = OperationRef::from_ref(state).request_body(&body);
        report.into_result().map_err(Refused::Unprocessable)?;
        Ok(Self(body))
    }
}

/// Takes a job. Whatever arrives here can be sent on to the vendor.
async fn create_video(State(_): State<App>, Checked(body): Checked) -> (StatusCode, String) {
    (
        StatusCode::ACCEPTED,
        format!("{} bytes accepted", body.len()),
    )
}

fn app(validator: &Validator) -> Result<App, mediaspec_validator::UnknownOperation> {
    let create_video = validator.operation("metastudio/Create2DDigitalHumanVideo")?;
    Ok(App { create_video })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let app = app(&Validator::new())?;
    let router = Router::new()
        .route("/videos", post(create_video))
        .with_state(app);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 3000)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn status_and_body(payload: &'static str) -> (StatusCode, serde_json::Value) {
        let app = app(&Validator::new()).expect("the operation is shipped");
        let request = Request::new(payload.into());
        let response = match Checked::from_request(request, &app).await {
            Ok(checked) => create_video(State(app), checked).await.into_response(),
            Err(refused) => refused.into_response(),
        };
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await;
        let body = body.expect("the body is in memory");
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    #[tokio::test]
    async fn a_wrong_body_is_answered_with_the_report() {
        let (status, report) = status_and_body(r#"{"model_asset_id": 5}"#).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let at = |pointer| report.pointer(pointer).and_then(|value| value.as_str());
        assert_eq!(at("/verdict"), Some("invalid"));
        assert_eq!(at("/violations/0/pointer"), Some("/model_asset_id"));
        assert_eq!(at("/violations/0/code"), Some("type"));
    }

    #[tokio::test]
    async fn what_is_no_json_is_answered_with_its_place() {
        let (status, report) = status_and_body("{").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let column = report.pointer("/error/column");
        assert_eq!(column.and_then(|column| column.as_u64()), Some(2));
    }

    #[tokio::test]
    async fn a_good_body_is_handled() {
        let (status, _) = status_and_body(r#"{"model_asset_id": "6d0a1c5be2f94d8c"}"#).await;
        assert_eq!(status, StatusCode::ACCEPTED);
    }
}
