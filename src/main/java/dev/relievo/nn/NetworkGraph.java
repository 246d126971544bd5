package dev.relievo.nn;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * A network as data: what {@link dev.relievo.nn.convert} writes beside the weights and {@link
 * Network} turns into something that runs. It sees either an RGB picture or maps: any number of
 * channels over a square, one channel after the other.
 *
 * @param size side of the square input, pixels
 * @param layers in an order in which every value is made before it is used; the input is named
 *     {@code input}
 * @param outputs what to return, in order
 * @param landmarks where the network sees landmarks beside the picture: how; else null
 * @param maps where the network sees maps: how many; null where it sees a picture
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkGraph(
    int size, List<Layer> layers, List<Output> outputs, LandmarkInput landmarks, Integer maps) {

  /** A network that sees a picture only. */
  public NetworkGraph(int size, List<Layer> layers, List<Output> outputs) {
    this(size, layers, outputs, null, null);
  }

  /** A network that sees a picture and its landmarks. */
  public NetworkGraph(int size, List<Layer> layers, List<Output> outputs, LandmarkInput landmarks) {
    this(size, layers, outputs, landmarks, null);
  }

  /** A network that makes maps of maps. */
  public static NetworkGraph ofMaps(
      int size, int channels, List<Layer> layers, List<Output> outputs) {
    return new NetworkGraph(size, layers, outputs, null, channels);
  }

  /** Channels of the input. */
  public int channels() {
    return maps == null ? RGB : maps;
  }

  /**
   * An output. A network that sees a picture gives values laid out as rows, location by location in
   * reading order, one value after the other; one that sees maps gives maps, one value's channels
   * after the other's.
   *
   * @param from values of shape N x (k width) x H x W; each gives k H W rows
   * @param width numbers in a row
   */
  public record Output(List<String> from, int width) {}

  private static final int RGB = 3;

  /** Name of the picture, or of the maps. */
  public static final String INPUT = "input";

  /** Name of what {@link LandmarkInput} makes of the landmarks: N x F x 1 x 1. */
  public static final String LANDMARKS = "landmarks";

  /** Key of the graph in a safetensors header. */
  public static final String METADATA_KEY = "graph";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** As JSON. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a graph could not be written as JSON", e);
    }
  }

  /**
   * From JSON.
   *
   * @throws IllegalArgumentException where it is no graph
   */
  public static NetworkGraph ofJson(String json) {
    try {
      return JSON.readValue(json, NetworkGraph.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a network's graph: " + e.getOriginalMessage(), e);
    }
  }
}
