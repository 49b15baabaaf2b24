//! `samovar serve`: the HTTP server and the background runners, until a signal asks to stop.

use crate::config::Config;
use crate::{logs, wire};
use anyhow::{Context as _, Result};
use app::App;
use axum::serve::ListenerExt as _;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

pub async fn serve(config: &Config) -> Result<ExitCode> {
    logs::start(&config.log)?;
    let listener = listen(config).await?;
    let app = wire::open(config).await?;
    run(config, app, listener).await
}

/// Takes the port first: a second server on it must fail before it touches the data.
pub async fn listen(config: &Config) -> Result<TcpListener> {
    TcpListener::bind(&config.server.listen).await.with_context(|| format!("cannot listen on {}", config.server.listen))
}

/// Serves until SIGTERM or Ctrl-C, then lets work under way end.
pub async fn run(config: &Config, app: App, listener: TcpListener) -> Result<ExitCode> {
    let metrics = metrics_exporter_prometheus::PrometheusBuilder::new()
        .set_buckets_for_metric(metrics_exporter_prometheus::Matcher::Suffix("_seconds".into()), &[0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0])?
        .install_recorder()
        .context("metrics cannot start")?;
    let state = wire::api_state(config, &app, Arc::new(move || metrics.render()))?;
    app::run::start(&app).await?;
    let router = api::router(state);
    let address = listener.local_addr()?;
    tracing::info!(listen = %address, version = env!("CARGO_PKG_VERSION"), "samovar is serving");
    let stop = app.stop().clone();
    tokio::spawn({
        let stop = stop.clone();
        async move {
            signal().await;
            stop.cancel();
        }
    });
    let patience = Duration::from_secs(config.server.shutdown_secs);
    // An answer in two pieces does not wait for the first one to be acknowledged.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let server = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown({
        let stop = stop.clone();
        async move { stop.cancelled().await }
    });
    let served = async {
        tokio::select! {
            done = server => done,
            () = async { stop.cancelled().await; tokio::time::sleep(patience).await } => Ok(()),
        }
    };
    served.await.context("the server failed")?;
    if !app::run::shutdown(&app, patience).await {
        tracing::warn!("some work did not end in time; it is found and finished at the next start");
    }
    app.db().close().await;
    tracing::info!("samovar has stopped");
    Ok(ExitCode::SUCCESS)
}

async fn signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
