package dev.relievo.train.detail;

/** Faces in UV space by number; safe to read by several threads. */
public interface UvFaces {

  /** How many there will be. */
  int total();

  /**
   * A face; waits until it is there.
   *
   * @param index below {@link #total()}
   */
  UvFace face(int index);
}
