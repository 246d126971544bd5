package dev.relievo.model;

import dev.relievo.model.OutlineCut.Between;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Cuts the face out of MakeHuman's body. The texture's seams run along the lids' rims and the line
 * where the lips meet: the face's island up to its outline, and one ring beyond each of those
 * seams, is the skin. Eyeballs and the inside of the mouth are added.
 */
final class ControlMeshBuilder {

  private static final double HEAD_ABOVE = 600;
  private static final int EYE_RINGS = 1;
  private static final int MOUTH_RINGS = 1;

  private final MakeHuman human;
  private final double[] mean;
  private final int[] mirror;
  private final Map<Between, Integer> ids = new LinkedHashMap<>();

  /**
   * A builder.
   *
   * @param human the package
   * @param mean vertices x 3 of a mean face, mm, the middle of the eyes at the origin
   */
  ControlMeshBuilder(MakeHuman human, double[] mean) {
    this.human = human;
    this.mean = mean;
    mirror = mirror(human.vertices());
  }

  ControlMesh build() {
    List<int[]> head = new ArrayList<>();
    List<int[]> uv = new ArrayList<>();
    for (int f = 0; f < human.quads().length; f++) {
      if (human.material()[f] == 0 && centreY(human.quads()[f]) > HEAD_ABOVE) {
        head.add(human.quads()[f]);
        uv.add(human.quadUv()[f]);
      }
    }
    boolean[] island = largestIsland(uv);
    List<int[]> face = new ArrayList<>();
    List<int[]> rest = new ArrayList<>();
    for (int f = 0; f < head.size(); f++) {
      (island[f] ? face : rest).add(head.get(f));
    }
    List<List<Between>> cut = OutlineCut.apply(face, mean, v -> mirror[v]);
    List<int[]> skin = largestPiece(number(cut));
    int[][] seams = seams(skin);
    for (int ring = 0; ring < Math.max(EYE_RINGS, MOUTH_RINGS); ring++) {
      grow(skin, rest, ring);
    }
    return assemble(skin, seams);
  }

  private double centreY(int[] quad) {
    return IntStream.of(quad).mapToDouble(v -> human.vertices()[3 * v + 1]).average().orElseThrow();
  }

  /** The mesh is symmetric to the last bit: the mirror is an exact look-up. */
  private static int[] mirror(double[] v) {
    Map<List<Double>, Integer> at = new HashMap<>();
    int n = v.length / 3;
    for (int i = 0; i < n; i++) {
      at.put(List.of(v[3 * i] + 0., v[3 * i + 1], v[3 * i + 2]), i);
    }
    int[] out = new int[n];
    for (int i = 0; i < n; i++) {
      out[i] = at.getOrDefault(List.of(-v[3 * i] + 0., v[3 * i + 1], v[3 * i + 2]), -1);
    }
    return out;
  }

  private static boolean[] largestIsland(List<int[]> uv) {
    int[] component = new PolygonMesh(0, uv.toArray(int[][]::new)).faceComponents();
    int largest = mostFrequent(component);
    boolean[] out = new boolean[component.length];
    for (int f = 0; f < out.length; f++) {
      out[f] = component[f] == largest;
    }
    return out;
  }

  private static int mostFrequent(int[] values) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int v : values) {
      counts.merge(v, 1, Integer::sum);
    }
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  private int id(Between place) {
    return ids.computeIfAbsent(place, p -> ids.size());
  }

  private List<int[]> number(List<List<Between>> polygons) {
    List<int[]> out = new ArrayList<>();
    for (List<Between> p : polygons) {
      out.add(p.stream().mapToInt(this::id).toArray());
    }
    return out;
  }

  private static List<int[]> largestPiece(List<int[]> faces) {
    int[] component = new PolygonMesh(0, faces.toArray(int[][]::new)).faceComponents();
    int largest = mostFrequent(component);
    List<int[]> out = new ArrayList<>();
    for (int f = 0; f < component.length; f++) {
      if (component[f] == largest) {
        out.add(faces.get(f));
      }
    }
    return out;
  }

  private double[] place(int id) {
    return place(List.copyOf(ids.keySet()).get(id));
  }

  private double[] place(Between b) {
    double[] out = new double[3];
    for (int a = 0; a < 3; a++) {
      out[a] = (1 - b.t()) * mean[3 * b.from() + a] + b.t() * mean[3 * b.to() + a];
    }
    return out;
  }

  /** The skin's boundary loops: outline, left eye, right eye, mouth. */
  private int[][] seams(List<int[]> skin) {
    List<int[]> loops = new PolygonMesh(ids.size(), skin.toArray(int[][]::new)).boundaryLoops();
    if (loops.size() != 4) {
      throw new IllegalStateException("the face has " + loops.size() + " boundaries, not four");
    }
    int[][] out = new int[4][];
    List<Between> places = List.copyOf(ids.keySet());
    for (int[] loop : loops) {
      double x = 0, y = 0, span = 0;
      for (int v : loop) {
        double[] p = place(places.get(v));
        x += p[0] / loop.length;
        y += p[1] / loop.length;
        span = Math.max(span, Math.abs(p[0]));
      }
      int kind = span > 50 ? 0 : x > 10 ? 1 : x < -10 ? 2 : y < -30 ? 3 : -1;
      if (kind < 0 || out[kind] != null) {
        throw new IllegalStateException(
            "the face has an unexpected boundary at x " + x + " y " + y);
      }
      out[kind] = loop;
    }
    return out;
  }

  /** Adds the hidden faces that touch the inner boundaries. */
  private void grow(List<int[]> skin, List<int[]> rest, int ring) {
    Set<Integer> rim = new HashSet<>();
    List<Between> places = List.copyOf(ids.keySet());
    int[][] loops = seams(skin);
    for (int k = 1; k < 4; k++) {
      if (ring < (k == 3 ? MOUTH_RINGS : EYE_RINGS)) {
        for (int v : loops[k]) {
          rim.add(places.get(v).from());
        }
      }
    }
    List<int[]> added = rest.stream().filter(q -> IntStream.of(q).anyMatch(rim::contains)).toList();
    rest.removeAll(added);
    for (int[] q : added) {
      skin.add(IntStream.of(q).map(v -> id(Between.at(v))).toArray());
    }
  }

  private ControlMesh assemble(List<int[]> skin, int[][] seams) {
    int[] compact = new int[ids.size()];
    java.util.Arrays.fill(compact, -1);
    List<Between> all = List.copyOf(ids.keySet());
    List<Between> places = new ArrayList<>();
    for (int[] face : skin) {
      for (int k = 0; k < face.length; k++) {
        if (compact[face[k]] < 0) {
          compact[face[k]] = places.size();
          places.add(all.get(face[k]));
        }
        face[k] = compact[face[k]];
      }
    }
    for (int[] seam : seams) {
      java.util.Arrays.setAll(seam, k -> compact[seam[k]]);
    }
    ControlParts parts = new ControlParts(human, mean, mirror, places, skin);
    int[][] loops = loops(skin, places);
    int[] mirrored = parts.mirror();
    int[][] neighbours = new PolygonMesh(places.size(), skin.toArray(int[][]::new)).neighbours();
    int[] mouthSeam = LoopOrder.fromLeftCorner(seams[3], v -> place(places.get(v)));
    int[][] lips = LoopOrder.outward(neighbours, mouthSeam, set(loops[3]), ControlMesh.LIPS);
    int[] eyeSeam = LoopOrder.fromLeftCorner(seams[1], v -> place(places.get(v)));
    int[][] lids = LoopOrder.outward(neighbours, eyeSeam, set(loops[1]), ControlMesh.LIDS);
    int[] rim = LoopOrder.fromLeftCorner(loops[3], v -> place(places.get(v)));
    parts.addEyes();
    int leftEye = places.size(), eye = EyeballCap.POINTS;
    parts.addMouth(rim);
    return new ControlMesh(
        new PolygonMesh(parts.pointCount(), parts.faces()),
        parts.parts(),
        parts.source(),
        parts.mirror(),
        places.size(),
        new int[] {leftEye, leftEye + eye},
        new int[] {leftEye + eye, leftEye + 2 * eye},
        seams[0],
        lids,
        lips,
        loops[1],
        IntStream.of(loops[1]).map(v -> mirrored[v]).toArray(),
        rim);
  }

  private static Set<Integer> set(int[] vertices) {
    return IntStream.of(vertices).boxed().collect(Collectors.toSet());
  }

  private int[][] loops(List<int[]> skin, List<Between> places) {
    ids.clear();
    places.forEach(this::id);
    return seams(skin);
  }
}
