package dev.relievo.web;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Inject;

/**
 * What happens, to a browser: JSON arrays of the objects of {@link Messages} and of {@link
 * StageReadings}. With {@code /api/live/CAMERA} a browser says under which camera it publishes.
 */
@WebSocket(path = "/api/live/{camera}")
final class LiveSocket {

  private static final int TRY_AGAIN_LATER = 1013;

  @Inject Viewer viewer;
  @Inject Live live;

  @OnOpen
  @NonBlocking
  void open(WebSocketConnection connection) {
    Outbox outbox = new Outbox(text -> connection.sendText(text).subscribeAsCompletionStage());
    if (!live.connect(connection.id(), connection.pathParam("camera"), outbox)) {
      connection
          .close(new CloseReason(TRY_AGAIN_LATER, "too many viewers"))
          .subscribe()
          .with(done -> {}, failure -> {});
      return;
    }
    outbox.put("viewer", viewer.state().toString());
    viewer
        .session()
        .ifPresent(
            session -> {
              outbox.put("stages", session.readings().read().toString());
              session
                  .feed()
                  .wall()
                  .views()
                  .forEach(
                      view ->
                          outbox.put(
                              "camera:" + view.result().getCameraId(),
                              Messages.camera(view).toString()));
            });
  }

  /** Browsers have nothing to say here; what they send is read and forgotten. */
  @OnTextMessage
  @NonBlocking
  void ignore(String message) {}

  @OnClose
  void close(WebSocketConnection connection) {
    live.disconnect(connection.id());
  }
}
