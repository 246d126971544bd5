package dev.relievo.export;

import java.util.List;

/**
 * The morph targets of a neutral face and how far each of them is on.
 *
 * @param targets in the face model's order
 * @param weights one a target, 0 to 1
 */
record Expressions(List<MorphTarget> targets, float[] weights) {}
