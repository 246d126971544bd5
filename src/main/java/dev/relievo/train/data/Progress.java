package dev.relievo.train.data;

/** Told of long work. */
@FunctionalInterface
public interface Progress {
  /** So much of a whole is done. */
  void report(int done, int total);
}
