//! Hours of virtual time: keys of a quarter of an hour, renewed on the way, whatever the clock shows.

use std::time::Duration;

use aliyun_credentials::{Chain, Sts};
use aliyun_ecs_describe_images::{Client, DescribeImages};
use aliyun_ecs_emulator::{Catalogue, Fault, Faults, NewImage, Options};
use aliyun_transport::Runtime as _;
use aliyun_transport::virtual_time::VirtualRuntime;

use crate::log::Log;
use crate::machine::Profiles;
use crate::support::{Cloud, my_key, runtime, token};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const SESSION: u64 = 900;

/// A client whose keys come from the profile `top`, and the cloud it asks.
pub(crate) struct World {
    pub(crate) runtime: VirtualRuntime,
    pub(crate) log: Log,
    pub(crate) cloud: Cloud,
    pub(crate) client: Client,
    profiles: Profiles,
    token_life: Duration,
}

impl World {
    pub(crate) fn new() -> Self {
        let (runtime, log) = (runtime(), Log::default());
        let images = Catalogue::new().with("cn-hangzhou", NewImage::own("m-1"));
        let options = log.of(Options::new().key(my_key()).catalogue(images));
        let cloud = Cloud::from_elsewhere(options, &runtime);
        let token_life = 10 * MINUTE;
        let profiles = Profiles::new(Sts::CENTRAL, &token(runtime.now() + token_life), SESSION);
        let chain = Chain::new(profiles.machine(), cloud.clone(), runtime.clone());
        let client = Client::new(chain, cloud.clone(), runtime.clone());
        Self { runtime, log, cloud, client, profiles, token_life }
    }

    /// The same, where the clock of the service is ahead of the machine's by so many seconds.
    pub(crate) fn behind_by(seconds: i64) -> Self {
        let mut world = Self::new();
        world.set_faults([Fault::clock(seconds)]);
        world.token_life += Duration::from_secs(seconds.unsigned_abs());
        world.renew_token();
        world
    }

    pub(crate) fn set_faults(&self, faults: impl IntoIterator<Item = Fault>) {
        let faults = faults.into_iter().fold(Faults::new(), Faults::with);
        self.cloud.service().set_faults(faults);
    }

    pub(crate) fn renew_token(&self) {
        self.profiles.write_token(&token(self.runtime.now() + self.token_life));
    }

    /// One page, and what is in the background meanwhile.
    pub(crate) async fn call(&self) -> Result<(), aliyun_ecs_describe_images::Error> {
        let page = self.client.describe_images(&DescribeImages::new("cn-hangzhou")).await;
        for _ in 0..8 {
            tokio::task::yield_now().await;
        }
        page.map(|page| assert_eq!(page.images().count(), 1))
    }

    /// A call a minute for so many hours, none of which may fail.
    async fn work(&self, hours: u32) {
        for minute in 0..hours * 60 {
            if minute % 5 == 0 {
                self.renew_token();
            }
            if let Err(error) = self.call().await {
                panic!("minute {minute}: {error}, {:?}", self.log.answers().last());
            }
            self.runtime.advance(MINUTE);
        }
    }

    fn counts(&self) -> [usize; 3] {
        ["DescribeImages", "AssumeRole", "AssumeRoleWithOIDC"].map(|name| self.log.count(name))
    }
}

#[tokio::test]
async fn a_call_a_minute_for_three_hours_never_fails_and_each_key_is_asked_for_once() {
    let world = World::new();
    world.work(3).await;
    let [calls, assumed, with_token] = world.counts();
    println!("3 h: {calls} DescribeImages, {assumed} AssumeRole, {with_token} AssumeRoleWithOIDC");
    assert!(world.log.answers().iter().all(|answer| answer.ends_with(" 200")));
    assert_eq!(calls, 180);
    // A key is due after 10 to 10.5 minutes, and calls come each minute: one in 10 or 11.
    assert!((17..=18).contains(&assumed), "{assumed}");
    // The key of the pod is wanted when the other is due, and has 5 minutes left then at most.
    assert!((9..=18).contains(&with_token), "{with_token}");
}

fn refused(world: &World) -> Vec<String> {
    world.log.answers().into_iter().filter(|answer| !answer.ends_with(" 200")).collect()
}

#[tokio::test]
async fn with_a_clock_an_hour_slow_one_request_is_refused_in_each_place() {
    let world = World::behind_by(3_600);
    world.work(3).await;
    let [calls, assumed, with_token] = world.counts();
    println!(
        "3 h, an hour slow: {calls} DescribeImages, {assumed} AssumeRole, {with_token} \
         AssumeRoleWithOIDC"
    );
    let places = ["AssumeRoleWithOIDC", "AssumeRole", "DescribeImages"];
    assert_eq!(refused(&world), places.map(|name| format!("{name} InvalidTimeStamp.Expired")));
    // From then on as with a clock that is right.
    assert_eq!(calls, 181);
    assert!((18..=19).contains(&assumed), "{assumed}");
    assert!((10..=19).contains(&with_token), "{with_token}");
}

#[tokio::test]
async fn a_clock_ten_minutes_off_is_not_noticed_and_costs_some_requests() {
    for (seconds, most_refused, most_assumed) in [(-600, 0, 54), (600, 36, 36)] {
        let world = World::behind_by(seconds);
        world.work(3).await;
        let [calls, assumed, with_token] = world.counts();
        let refused = refused(&world);
        println!(
            "3 h, {seconds} s slow: {calls} DescribeImages, {assumed} AssumeRole, {with_token} \
             AssumeRoleWithOIDC, {} refused",
            refused.len()
        );
        // Fast, a key seems to have 5 minutes only. Slow, the service is the first to say that it has expired.
        assert!(refused.len() <= most_refused, "{refused:?}");
        assert!(refused.iter().all(|answer| answer.ends_with("InvalidSecurityToken.Expired")));
        assert!(assumed <= most_assumed, "{assumed}");
    }
}

/// A new key seems to have expired when the clock is ahead by more than its life. It is used all the same, and the
/// service tells the time.
#[tokio::test]
async fn with_a_clock_fast_by_more_than_the_life_of_a_key_calls_work() {
    let world = World::behind_by(-3_600);
    world.work(3).await;
    let [calls, assumed, with_token] = world.counts();
    println!(
        "3 h, an hour fast: {calls} DescribeImages, {assumed} AssumeRole, {with_token} \
         AssumeRoleWithOIDC"
    );
    let places = ["AssumeRoleWithOIDC", "AssumeRole", "DescribeImages"];
    let of_time = |answer: &String| answer.contains("Time");
    let told: Vec<String> = refused(&world).into_iter().filter(of_time).collect();
    assert_eq!(told.len(), places.len(), "{told:?}");
}
