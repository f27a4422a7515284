package dev.gradaudit.reduction;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Real races: as many threads as racers, released together, each drawing its place in the order of
 * arrival when its work is done. The threads are daemons that are kept for the next race and end
 * after a minute without one.
 */
final class RacingThreads implements Arrivals {
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "gradaudit-racer");
            thread.setDaemon(true);
            return thread;
          });

  @Override
  public int[] race(int racers, IntConsumer work) {
    Race race = new Race(racers);
    int started = 0;
    try {
      for (; started < racers; started++) {
        int racer = started;
        THREADS.execute(() -> race.run(racer, work));
      }
      race.awaitStart();
    } finally {
      // Also when a thread could not be started: the others must not wait for ever.
      race.release(started);
    }
    return race.finish();
  }

  private static final class Race {
    private final CountDownLatch ready;
    private final CountDownLatch go = new CountDownLatch(1);
    private final CountDownLatch done;
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final int[] order;

    Race(int racers) {
      ready = new CountDownLatch(racers);
      done = new CountDownLatch(racers);
      order = new int[racers];
    }

    void run(int racer, IntConsumer work) {
      ready.countDown();
      await(go);
      try {
        work.accept(racer);
        order[arrived.getAndIncrement()] = racer;
      } catch (Throwable thrown) {
        failure.compareAndSet(null, thrown);
      } finally {
        done.countDown();
      }
    }

    void awaitStart() {
      await(ready);
    }

    /** Lets the started racers go and waits for them. */
    void release(int started) {
      go.countDown();
      for (int missing = started; missing < order.length; missing++) {
        done.countDown();
      }
      await(done);
    }

    int[] finish() {
      Throwable thrown = failure.get();
      if (thrown != null) {
        throw new IllegalStateException("a racing thread failed", thrown);
      }
      return order;
    }

    /** Interrupts wait until the race is over: its threads write into shared rows. */
    private static void await(CountDownLatch latch) {
      boolean interrupted = false;
      while (true) {
        try {
          latch.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
