use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn poll(sleep: &mut SleepFuture<'_>) -> Poll<()> {
    sleep.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn manual_time_stands_still_until_advanced() {
    let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
    let mut sleep = runtime.sleep(SECOND);
    for _ in 0..10 {
        assert_eq!(poll(&mut sleep), Poll::Pending);
    }
    assert_eq!(runtime.elapsed(), Duration::ZERO);
    assert_eq!(runtime.sleeping(), 1);

    runtime.advance(SECOND - Duration::from_nanos(1));
    assert_eq!(poll(&mut sleep), Poll::Pending);
    runtime.advance(Duration::from_nanos(1));
    assert_eq!(runtime.sleeping(), 0);
    assert_eq!(poll(&mut sleep), Poll::Ready(()));
    assert_eq!(runtime.now(), SystemTime::UNIX_EPOCH + SECOND);
}

#[test]
fn sleep_counts_from_the_call_not_from_the_first_poll() {
    let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
    let mut sleep = runtime.sleep(SECOND);
    runtime.advance(SECOND);
    assert_eq!(poll(&mut sleep), Poll::Ready(()));
}

#[test]
fn advance_to_next_stops_at_the_earliest_end() {
    let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
    assert_eq!(runtime.advance_to_next(), None);
    let mut late = runtime.sleep(3 * SECOND);
    let mut early = runtime.sleep(SECOND);
    assert_eq!(poll(&mut late), Poll::Pending);
    assert_eq!(poll(&mut early), Poll::Pending);
    assert_eq!(runtime.advance_to_next(), Some(SECOND));
    assert_eq!(poll(&mut late), Poll::Pending);
    assert_eq!(poll(&mut early), Poll::Ready(()));
    assert_eq!(runtime.advance_to_next(), Some(2 * SECOND));
}

#[test]
fn dropped_sleep_leaves_nothing_and_moves_nothing() {
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
    let mut sleep = runtime.sleep(SECOND);
    assert_eq!(poll(&mut sleep), Poll::Pending);
    assert_eq!(runtime.sleeping(), 1);
    drop(sleep);
    assert_eq!(runtime.sleeping(), 0);
    assert_eq!(runtime.elapsed(), Duration::ZERO);
    assert!(runtime.slept().is_empty());
}

#[test]
fn automatic_time_ends_the_earliest_sleep_first_whoever_is_polled() {
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
    let mut operation = runtime.sleep(60 * SECOND);
    let mut attempt = runtime.sleep(10 * SECOND);
    assert_eq!(poll(&mut operation), Poll::Pending);
    assert_eq!(poll(&mut attempt), Poll::Pending);
    assert_eq!(poll(&mut operation), Poll::Pending);
    assert_eq!(runtime.elapsed(), 10 * SECOND);
    assert_eq!(poll(&mut attempt), Poll::Ready(()));
    assert_eq!(poll(&mut operation), Poll::Ready(()));
    assert_eq!(runtime.slept(), [10 * SECOND, 60 * SECOND]);
}

#[tokio::test]
async fn automatic_sleepers_in_tasks_of_their_own_end_in_order() {
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
    let tasks = [5, 1, 4, 2, 3].map(|seconds| {
        let runtime = runtime.clone();
        tokio::spawn(async move { runtime.sleep(seconds * SECOND).await })
    });
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(runtime.slept(), [1, 2, 3, 4, 5].map(|s| s * SECOND));
}

#[tokio::test]
async fn forgotten_sleep_does_not_block_the_others() {
    let runtime = VirtualRuntime::automatic(SystemTime::UNIX_EPOCH);
    let mut forgotten = runtime.sleep(SECOND);
    assert_eq!(poll(&mut forgotten), Poll::Pending);
    runtime.sleep(2 * SECOND).await;
    assert_eq!(runtime.slept(), [2 * SECOND]);
}

#[test]
fn longest_sleep_and_farthest_time_do_not_panic() {
    let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
    let mut sleep = runtime.sleep(Duration::MAX);
    assert_eq!(poll(&mut sleep), Poll::Pending);
    runtime.advance(Duration::MAX);
    runtime.advance(Duration::MAX);
    assert_eq!(poll(&mut sleep), Poll::Ready(()));
    assert_eq!(runtime.now(), SystemTime::UNIX_EPOCH);
}

#[test]
fn random_repeats_for_a_seed_and_differs_between_seeds() {
    let draw = |seed| {
        let mut buf = [0; 19];
        let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH).seed(seed);
        runtime.random(&mut buf).unwrap();
        buf
    };
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    // The published first output of SplitMix64 for the seed 1234567.
    assert_eq!(draw(1_234_567)[..8], 6_457_827_717_110_365_317_u64.to_le_bytes());
}

#[test]
fn without_a_place_for_tasks_they_come_back() {
    let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
    assert!(runtime.spawn(Box::pin(async {})).is_err());
}

#[test]
fn spawned_task_goes_where_the_test_says_unpolled() {
    let tasks = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&tasks);
    let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH)
        .spawn_with(move |task| list.lock().unwrap().push(task));

    let clock = runtime.clone();
    let task = async move { clock.sleep(SECOND).await };
    assert!(runtime.clone().spawn(Box::pin(task)).is_ok());
    assert_eq!(runtime.sleeping(), 0);

    let mut task = tasks.lock().unwrap().pop().unwrap();
    assert_eq!(poll(&mut task), Poll::Pending);
    assert_eq!(runtime.advance_to_next(), Some(SECOND));
    assert_eq!(poll(&mut task), Poll::Ready(()));
}
