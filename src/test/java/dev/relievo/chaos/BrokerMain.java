package dev.relievo.chaos;

import dev.relievo.stream.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The broker as a process of its own. Arguments: the folder of its data, its port, its controller's
 * port.
 */
final class BrokerMain {

  private BrokerMain() {}

  public static void main(String[] args) throws Exception {
    ChildJvm.endWithParent();
    EmbeddedBroker broker =
        EmbeddedBroker.over(
            Path.of(args[0]),
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            Map.of(
                "group.min.session.timeout.ms", "2000",
                // How often transactions of the dead are looked for: 10 s by default.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    new CountDownLatch(1).await();
  }
}
