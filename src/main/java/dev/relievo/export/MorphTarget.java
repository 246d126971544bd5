package dev.relievo.export;

/**
 * What one expression does to the neutral face at weight 1. Arrays are not copied.
 *
 * @param name ARKit's, such as {@code jawOpen}
 * @param vertices k indices of the vertices that it changes, rising
 * @param moves k x 3, mm
 * @param turns k x 3, differences of unit normals
 */
record MorphTarget(String name, int[] vertices, float[] moves, float[] turns) {}
