package dev.relievo.video;

import java.net.URI;

/** Addresses of cameras, which may hold a password. */
final class CameraAddress {

  private CameraAddress() {}

  /** The address for messages: without user and password, and without a query, which may be one. */
  static String name(URI camera) {
    String port = camera.getPort() < 0 ? "" : ":" + camera.getPort();
    String path = camera.getRawPath() == null ? "" : camera.getRawPath();
    return camera.getScheme() + "://" + camera.getHost() + port + path;
  }
}
