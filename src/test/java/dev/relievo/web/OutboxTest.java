package dev.relievo.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private final List<String> sent = new ArrayList<>();
  private final Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();

  private final Outbox outbox =
      new Outbox(
          text -> {
            sent.add(text);
            CompletableFuture<Void> done = new CompletableFuture<>();
            underWay.add(done);
            return done;
          });

  @Test
  void shouldSendAtOnceWhereNothingIsUnderWay() {
    outbox.put("a", "1");

    assertThat(sent).containsExactly("[1]");
  }

  @Test
  void shouldGiveASlowBrowserTheNewestOfEachKeyInsteadOfABacklog() {
    outbox.put("a", "1");
    IntStream.rangeClosed(2, 50).forEach(i -> outbox.put("a", Integer.toString(i)));
    outbox.put("b", "7");

    assertThat(sent).containsExactly("[1]");
    underWay.remove().complete(null);
    assertThat(sent).containsExactly("[1]", "[50,7]");
  }

  @Test
  void shouldDropTheOldestKeysWhereTooManyWait() {
    outbox.put("first", "0");
    IntStream.rangeClosed(1, Outbox.MOST + 10)
        .forEach(i -> outbox.put("key" + i, Integer.toString(i)));
    underWay.remove().complete(null);

    String batch = sent.get(1);
    assertThat(batch.substring(1, batch.length() - 1).split(","))
        .hasSize(Outbox.MOST)
        .startsWith("11")
        .endsWith(Integer.toString(Outbox.MOST + 10));
  }

  @Test
  void shouldSendNothingMoreAfterAFailure() {
    outbox.put("a", "1");
    underWay.remove().completeExceptionally(new IllegalStateException("closed"));
    outbox.put("a", "2");

    assertThat(sent).containsExactly("[1]");
  }

  @Test
  void shouldSendOnWhereEachMessageIsThroughAtOnce() {
    List<String> all = new ArrayList<>();
    Outbox fast =
        new Outbox(
            text -> {
              all.add(text);
              return CompletableFuture.completedFuture(null);
            });
    IntStream.range(0, 1_000).forEach(i -> fast.put("a", Integer.toString(i)));

    assertThat(all).hasSize(1_000).endsWith("[999]");
  }
}
