package dev.relievo.stream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.streams.TopologyDescription;

/** Pictures of topologies in SVG: topics as rounded boxes, stages as plain ones. */
final class TopologyPicture {

  private static final int WIDTH = 210;
  private static final int HEIGHT = 34;
  private static final int ACROSS = 280;
  private static final int DOWN = 62;
  private static final int MARGIN = 16;

  private record Box(String label, int column, int row, boolean isTopic) {
    int x() {
      return MARGIN + column * ACROSS;
    }

    int y() {
      return MARGIN + row * DOWN;
    }

    double middle() {
      return y() + HEIGHT / 2.0;
    }
  }

  private final Map<String, Box> boxes = new LinkedHashMap<>();
  private final List<String> arrows = new ArrayList<>();

  private TopologyPicture() {}

  /** Nodes of one stage's topology, as Kafka Streams describes it. */
  static String ofStage(TopologyDescription description) {
    TopologyPicture picture = new TopologyPicture();
    for (TopologyDescription.Subtopology part : description.subtopologies()) {
      int row = 0;
      for (TopologyDescription.Node node : ordered(part)) {
        if (node instanceof TopologyDescription.Source source) {
          picture.add("in " + node.name(), topics(source), 0, 1, true);
        } else if (node instanceof TopologyDescription.Processor processor) {
          picture.add("at " + node.name(), node.name(), 1, 1, false);
          processor.stores().forEach(store -> picture.store(node, store));
        } else {
          picture.add("out " + node.name(), node.name(), 2, row++, true);
        }
      }
      part.nodes().forEach(picture::connect);
    }
    return picture.svg();
  }

  /** Below its stage, with the changelog that it is written to. */
  private void store(TopologyDescription.Node node, String store) {
    String changelog = "relievo-" + node.name() + "-" + store + "-changelog";
    add("in store " + store, store, 1, 2, false);
    add("in changelog " + store, changelog, 1, 3, true);
    arrow(key(node), "in store " + store);
    arrow("in store " + store, "in changelog " + store);
  }

  /** By kind and name: the description itself has no order. */
  private static List<TopologyDescription.Node> ordered(TopologyDescription.Subtopology part) {
    return part.nodes().stream()
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .map(node -> (TopologyDescription.Node) node)
        .toList();
  }

  private static String topics(TopologyDescription.Source source) {
    return String.join(", ", source.topicSet());
  }

  private void connect(TopologyDescription.Node node) {
    node.successors().forEach(next -> arrow(key(node), key(next)));
  }

  private static String key(TopologyDescription.Node node) {
    if (node instanceof TopologyDescription.Source) {
      return "in " + node.name();
    }
    return (node instanceof TopologyDescription.Processor ? "at " : "out ") + node.name();
  }

  /** All stages with what they read and write; dead letters are left out. */
  static String ofChain() {
    TopologyPicture picture = new TopologyPicture();
    Map<Topic<?>, List<Integer>> answered = new LinkedHashMap<>();
    int row = 0;
    for (String stage : Chain.STAGES) {
      StageDefinition<?, ?, ?> definition = Chain.definition(stage);
      picture.topic(definition.source(), 1, row++);
      answered.computeIfAbsent(definition.results(), topic -> new ArrayList<>()).add(row);
      picture.add(stage, stage, 1, row++, false);
      picture.topic(definition.sink(), 1, row);
    }
    // A topic of answers stands beside the middle of those who write it.
    answered.forEach(
        (topic, rows) -> picture.topic(topic, 0, (rows.get(0) + rows.get(rows.size() - 1)) / 2));
    for (String stage : Chain.STAGES) {
      StageDefinition<?, ?, ?> definition = Chain.definition(stage);
      picture.arrow(definition.source().name(), stage);
      picture.arrow(stage, definition.sink().name());
      picture.arrow(stage, definition.results().name());
    }
    return picture.svg();
  }

  private void topic(Topic<?> topic, int column, int row) {
    if (!boxes.containsKey(topic.name())) {
      add(topic.name(), topic.name(), column, row, true);
    }
  }

  private void add(String key, String label, int column, int row, boolean isTopic) {
    boxes.put(key, new Box(label, column, row, isTopic));
  }

  private void arrow(String from, String to) {
    Box a = boxes.get(from);
    Box b = boxes.get(to);
    String path;
    if (a.column() == b.column()) {
      int x = a.x() + WIDTH / 2;
      path = line(x, a.y() + HEIGHT, x, b.y() - 7);
    } else if (a.column() < b.column()) {
      path = line(a.x() + WIDTH, a.middle(), b.x() - 7, b.middle());
    } else {
      path = line(a.x(), a.middle(), b.x() + WIDTH + 7, b.middle());
    }
    arrows.add(path);
  }

  private static String line(double x1, double y1, double x2, double y2) {
    return String.format(Locale.ROOT, "<path d=\"M%.0f %.0f L%.0f %.0f\"/>", x1, y1, x2, y2);
  }

  private String svg() {
    int width = boxes.values().stream().mapToInt(box -> box.x() + WIDTH).max().orElse(0) + MARGIN;
    int height = boxes.values().stream().mapToInt(box -> box.y() + HEIGHT).max().orElse(0) + MARGIN;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">
        <!-- Made from the code: mvn test -Dtest=TopologyDocsTest -Drelievo.docs.write=true -->
        <defs><marker id="tip" markerWidth="7" markerHeight="7" refX="0" refY="3.5" orient="auto">\
        <path d="M0 0 L7 3.5 L0 7 z" fill="#555"/></marker></defs>
        <rect width="100%%" height="100%%" fill="#fff"/>
        <g stroke="#555" fill="none" marker-end="url(#tip)">
        """
            .formatted(width, height, width, height));
    arrows.forEach(arrow -> svg.append(arrow).append('\n'));
    svg.append("</g>\n<g font-family=\"sans-serif\" font-size=\"14\" text-anchor=\"middle\">\n");
    boxes.values().forEach(box -> svg.append(drawn(box)));
    return svg.append("</g>\n</svg>\n").toString();
  }

  private static String drawn(Box box) {
    return String.format(
        Locale.ROOT,
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\" fill=\"%s\" stroke=\"#555\"/>"
            + "<text x=\"%d\" y=\"%d\">%s</text>\n",
        box.x(),
        box.y(),
        WIDTH,
        HEIGHT,
        box.isTopic() ? HEIGHT / 2 : 0,
        box.isTopic() ? "#e8f0fa" : "#fbe9c8",
        box.x() + WIDTH / 2,
        box.y() + 22,
        box.label());
  }
}
