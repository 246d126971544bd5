/** Faces to learn from: photographs as they were found, renderings, and batches of both. */
package dev.relievo.train.data;
