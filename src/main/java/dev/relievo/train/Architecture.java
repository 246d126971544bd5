package dev.relievo.train;

import dev.relievo.nn.NetworkGraph;
import java.util.Map;
import java.util.Set;

/** A network that can be trained. */
sealed interface Architecture permits CoarseArchitecture, DetailArchitecture {

  /** Layers in order. */
  NetworkGraph graph();

  /** Shape of every weight, in order: a layer's {@code name.weight}, then its {@code name.bias}. */
  Map<String, int[]> weights();

  /** Convolutions that train with batch normalisation in place of a bias. */
  Set<String> normalised();

  /** Whether a layer is a matrix over values of one place. */
  boolean dense(String layer);

  /** What a layer's weights start from, as a share of the deviation that keeps variances. */
  double start(String layer);
}
