package dev.relievo.nn;

/** The device that networks were told to run on is not there. */
public final class DeviceUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DeviceUnavailableException(String message) {
    super(message);
  }
}
