package dev.relievo.video;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A camera that speaks RTSP (RFC 2326) with RTP over the same connection: one MPEG-4 stream (RFC
 * 6416), a packet a picture, all sent at once; then it is silent, or goes.
 */
final class TestRtspServer implements AutoCloseable {

  private static final String DESCRIPTION =
      "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
          + "a=rtpmap:96 MP4V-ES/90000\r\na=control:track\r\n";

  private static final int PERIOD = 3600;

  private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final List<byte[]> pictures;
  private final boolean goes;
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * Begins to listen.
   *
   * @param pictures of MPEG-4, each a packet of an encoder
   * @param goes whether the connection ends after them
   */
  TestRtspServer(List<byte[]> pictures, boolean goes) throws IOException {
    this.pictures = pictures;
    this.goes = goes;
    Thread thread = new Thread(this::accept, "rtsp-server");
    thread.setDaemon(true);
    thread.start();
  }

  URI address() {
    return URI.create("rtsp://127.0.0.1:" + listener.getLocalPort() + "/live");
  }

  int connections() {
    return connections.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        Thread thread = new Thread(() -> serve(socket), "rtsp-client");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      String line;
      String method = "";
      String sequence = "";
      while ((line = in.readLine()) != null) {
        if (line.endsWith("RTSP/1.0")) {
          method = line.substring(0, line.indexOf(' '));
        } else if (line.startsWith("CSeq:")) {
          sequence = line;
        } else if (line.isEmpty()) {
          answer(method, sequence, out);
          if (method.equals("PLAY")) {
            send(out);
            if (goes) {
              return;
            }
          }
        }
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private static void answer(String method, String sequence, DataOutputStream out)
      throws IOException {
    String headers =
        switch (method) {
          case "OPTIONS" -> "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n";
          case "DESCRIBE" ->
              "Content-Type: application/sdp\r\nContent-Length: "
                  + DESCRIPTION.length()
                  + "\r\n\r\n"
                  + DESCRIPTION;
          case "SETUP" -> "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n\r\n";
          default -> "Session: 1\r\n\r\n";
        };
    out.write(("RTSP/1.0 200 OK\r\n" + sequence + "\r\n" + headers).getBytes("ISO-8859-1"));
    out.flush();
  }

  private void send(DataOutputStream out) throws IOException {
    for (int i = 0; i < pictures.size(); i++) {
      byte[] packet = packet(i);
      out.writeByte('$');
      out.writeByte(0);
      out.writeShort(packet.length);
      out.write(packet);
    }
    out.flush();
  }

  private byte[] packet(int number) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(0x80);
      // The marker says that a picture ends here.
      out.writeByte(0x80 | 96);
      out.writeShort(number);
      out.writeInt(90_000 + PERIOD * number);
      out.writeInt(1);
      out.write(pictures.get(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
