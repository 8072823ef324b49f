//! Several servers that serve equally.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

mod support;

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use client::{Cancel, Config, HostPolicy, Request, Session};
use support::{SMALL, Server, native_head, read, response, rows, select, whole};

/// Servers that note who was asked.
struct Cluster {
    servers: Vec<Server>,
    asked: Arc<Mutex<Vec<usize>>>,
    down: Vec<Arc<AtomicBool>>,
}

impl Cluster {
    fn start(size: usize) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let down: Vec<_> = (0..size).map(|_| Arc::new(AtomicBool::new(false))).collect();
        let servers = (0..size).map(|number| {
            let (asked, down) = (Arc::clone(&asked), Arc::clone(&down[number]));
            Server::start(move |connection| {
                while connection.request().is_some() {
                    if down.load(Ordering::SeqCst) {
                        return;
                    }
                    asked.lock().unwrap().push(number);
                    connection.send(&response(native_head(&[]), SMALL));
                }
            })
        });
        Self { servers: servers.collect(), asked, down }
    }

    fn config(&self, policy: HostPolicy) -> Config {
        let mut config = self.servers[0].config();
        config.further_urls = self.servers[1..].iter().map(|server| server.url.clone()).collect();
        config.host_policy = policy;
        config
    }

    fn session(&self, policy: HostPolicy) -> Session {
        Session::new(self.config(policy)).unwrap()
    }

    fn asked(&self) -> Vec<usize> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    fn set_down(&self, number: usize, down: bool) {
        self.down[number].store(down, Ordering::SeqCst);
    }
}

fn reading() -> Request {
    Request { retries: Some(2), ..select() }
}

fn in_session(id: &str) -> Request {
    Request { query: vec![("session_id".to_owned(), id.to_owned())], ..reading() }
}

async fn ask(session: &Session, request: Request) {
    let (blocks, failure) = read(session, request).await;
    assert_eq!((rows(&blocks), failure), (vec![1], None));
}

#[tokio::test]
async fn failover_asks_the_first_that_is_well() {
    let cluster = Cluster::start(3);
    let session = cluster.session(HostPolicy::Failover);
    for _ in 0..3 {
        ask(&session, reading()).await;
    }
    assert_eq!(cluster.asked(), [0, 0, 0]);
    cluster.set_down(0, true);
    for _ in 0..3 {
        ask(&session, reading()).await;
    }
    assert_eq!(cluster.asked(), [1, 1, 1]);
    cluster.set_down(1, true);
    ask(&session, reading()).await;
    assert_eq!(cluster.asked(), [2]);
}

#[tokio::test]
async fn a_host_that_is_well_again_comes_back() {
    let cluster = Cluster::start(2);
    let session = cluster.session(HostPolicy::Failover);
    cluster.set_down(0, true);
    ask(&session, reading()).await;
    cluster.set_down(0, false);
    assert_eq!(cluster.asked(), [1]);
    while cluster.asked() != [0] {
        ask(&session, reading()).await;
    }
    ask(&session, reading()).await;
    assert_eq!(cluster.asked(), [0]);
}

#[tokio::test]
async fn round_robin_asks_one_after_the_other_and_random_asks_all() {
    let cluster = Cluster::start(3);
    let session = cluster.session(HostPolicy::RoundRobin);
    for _ in 0..6 {
        ask(&session, reading()).await;
    }
    assert_eq!(cluster.asked(), [0, 1, 2, 0, 1, 2]);
    let session = cluster.session(HostPolicy::Random);
    let mut seen = [false; 3];
    while seen != [true; 3] {
        ask(&session, reading()).await;
        seen[cluster.asked()[0]] = true;
    }
}

#[tokio::test]
async fn a_session_of_the_server_stays_on_its_host() {
    let cluster = Cluster::start(3);
    let session = cluster.session(HostPolicy::RoundRobin);
    for _ in 0..4 {
        ask(&session, in_session("a")).await;
    }
    for _ in 0..4 {
        ask(&session, in_session("b")).await;
    }
    assert_eq!(cluster.asked(), [0, 0, 0, 0, 1, 1, 1, 1]);
    cluster.set_down(0, true);
    let failure = read(&session, in_session("a")).await.1.unwrap();
    assert_eq!(failure.host.unwrap(), cluster.servers[0].host);
    assert_eq!(cluster.asked(), []);
}

#[tokio::test]
async fn what_never_left_goes_to_another_host_whatever_it_is() {
    let mut cluster = Cluster::start(2);
    let config = cluster.config(HostPolicy::Failover);
    drop(cluster.servers.remove(0));
    let session = Session::new(config.clone()).unwrap();
    ask(&session, select()).await;
    let session = Session::new(config.clone()).unwrap();
    ask(&session, in_session("a")).await;
    let session = Session::new(config).unwrap();
    session.ping(std::time::Duration::from_secs(9), &[], &Cancel::new()).await.unwrap_err();
    assert_eq!(cluster.asked(), [1, 1, 1]);
}

#[tokio::test]
async fn an_insert_that_may_have_arrived_stays_with_its_host() {
    let cluster = Cluster::start(2);
    let session = cluster.session(HostPolicy::Failover);
    cluster.set_down(0, true);
    let sql = "INSERT INTO t FORMAT Native".to_owned();
    let request = Request { sql, retries: Some(3), ..Request::default() };
    let blocks = whole(vec![Bytes::from_static(b"rows")]);
    let failure = session.insert(request, blocks, &Cancel::new()).await.unwrap_err();
    assert_eq!(failure.host.unwrap(), cluster.servers[0].host);
    assert_eq!(failure.attempts, 4);
    assert_eq!(cluster.asked(), []);
}

#[tokio::test]
async fn a_request_that_wishes_for_a_host_goes_there() {
    let cluster = Cluster::start(3);
    let session = cluster.session(HostPolicy::Failover);
    let host = Some(cluster.servers[2].host.clone());
    ask(&session, Request { host, ..reading() }).await;
    assert_eq!(cluster.asked(), [2]);
}

#[tokio::test]
async fn when_none_is_well_one_is_asked_nevertheless() {
    let cluster = Cluster::start(2);
    let session = cluster.session(HostPolicy::Failover);
    cluster.set_down(0, true);
    cluster.set_down(1, true);
    let failure = read(&session, reading()).await.1.unwrap();
    assert_eq!(failure.attempts, 3);
    cluster.set_down(0, false);
    cluster.set_down(1, false);
    ask(&session, reading()).await;
}
