package dev.relievo.train.loss;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records of numbers, seen by the names of their components. */
public final class NamedWeights {

  private NamedWeights() {}

  /** Numbers by name, in order; names are those of the components. */
  public static Map<String, Float> byName(Record weights) {
    Map<String, Float> out = new LinkedHashMap<>();
    try {
      for (RecordComponent c : weights.getClass().getRecordComponents()) {
        out.put(c.getName(), (Float) c.getAccessor().invoke(weights));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record's own components cannot be read", e);
    }
    return out;
  }

  /**
   * The same with some numbers replaced.
   *
   * @throws IllegalArgumentException where a name is none of the components', or a number is not 0
   *     or more
   */
  public static <R extends Record> R with(R weights, Map<String, Float> changes) {
    Map<String, Float> all = byName(weights);
    for (Map.Entry<String, Float> change : changes.entrySet()) {
      String name = change.getKey();
      float weight = change.getValue();
      if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the loss " + name + " needs a weight of 0 or more, not " + weight);
      }
      if (!all.containsKey(name)) {
        throw new IllegalArgumentException(
            "there is no loss " + name + "; there are " + String.join(", ", all.keySet()));
      }
    }
    all.putAll(changes);
    Class<?>[] types = new Class<?>[all.size()];
    Arrays.fill(types, float.class);
    try {
      @SuppressWarnings("unchecked")
      Class<R> kind = (Class<R>) weights.getClass();
      return kind.getConstructor(types).newInstance(all.values().toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the record cannot be made again", e);
    }
  }
}
