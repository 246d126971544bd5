package dev.relievo.render;

/**
 * What a batch of pictures shows, as flat lists: the triangles that are seen, and the pixels that
 * show them, in the triangles' order.
 *
 * @param triangles U, face * T + triangle, ascending
 * @param pixels P, face * S * S + y * S + x
 * @param slots P, index into {@code triangles}, ascending
 */
public record VisiblePixels(long[] triangles, long[] pixels, long[] slots) {}
