package dev.relievo.evaluate;

/** Connected valleys of a square map. */
final class Islands {

  /** What is not deeper than this is level, mm. */
  private static final float LEVEL = 0.002f;

  private final int size;
  private final int[] stack;

  Islands(int size) {
    this.size = size;
    stack = new int[size * size];
  }

  /**
   * Levels each valley that is nowhere as deep as asked.
   *
   * @param relief size x size, mm; changed in place
   */
  void removeShallow(float[] relief, float leastDepth) {
    boolean[] seen = new boolean[relief.length];
    int[] members = new int[relief.length];
    for (int start = 0; start < relief.length; start++) {
      if (!seen[start] && relief[start] < -LEVEL) {
        int n = collect(start, relief, seen, members);
        float deepest = 0;
        for (int i = 0; i < n; i++) {
          deepest = Math.min(deepest, relief[members[i]]);
        }
        for (int i = 0; i < n && -deepest < leastDepth; i++) {
          relief[members[i]] = 0;
        }
      }
    }
  }

  private int collect(int start, float[] relief, boolean[] seen, int[] members) {
    int top = 0, n = 0;
    stack[top++] = start;
    seen[start] = true;
    while (top > 0) {
      int p = stack[--top], x = p % size;
      members[n++] = p;
      int[] around = {
        x > 0 ? p - 1 : p, x < size - 1 ? p + 1 : p, p >= size ? p - size : p, p + size
      };
      for (int q : around) {
        if (q < relief.length && !seen[q] && relief[q] < -LEVEL) {
          seen[q] = true;
          stack[top++] = q;
        }
      }
    }
    return n;
  }
}
