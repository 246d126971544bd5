package dev.relievo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The services of a compose file, as far as they say what processes run: in YAML, with lists for
 * commands and maps for environments and dependencies, which is how this project's are written.
 */
final class ComposeFile {

  private static final Pattern MEMORY = Pattern.compile("(\\d+)([kmg]?)b?");
  private static final Pattern READINESS = Pattern.compile("GET (/\\S+)");

  private final Path path;
  private final Map<String, String> variables;
  private final Map<String, ComposeService> services = new LinkedHashMap<>();

  private ComposeFile(Path path, Map<String, String> variables) {
    this.path = path;
    this.variables = variables;
  }

  /**
   * Reads a file.
   *
   * @param variables that the file may use, as the environment has them
   * @return its services by name, each after those that it depends on
   * @throws CommandFailure where it cannot be read or says what is not understood
   */
  static Map<String, ComposeService> read(Path path, Map<String, String> variables) {
    ComposeFile file = new ComposeFile(path, variables);
    try {
      Object document =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(path));
      file.readAll(map(map(document).get("services")));
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, "cannot read " + path + ": " + e, e);
    } catch (YAMLException | ClassCastException | NumberFormatException e) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, path + " is no compose file that is understood: " + e, e);
    }
    return file.inOrder();
  }

  private void readAll(Map<String, Object> found) {
    Set<String> jobs = jobs(found);
    found.forEach(
        (name, service) -> services.put(name, service(name, map(service), jobs.contains(name))));
  }

  /** Services whose end another one waits for. */
  private static Set<String> jobs(Map<String, Object> found) {
    Set<String> jobs = new LinkedHashSet<>();
    for (Object service : found.values()) {
      map(map(service).get("depends_on"))
          .forEach(
              (name, how) -> {
                if ("service_completed_successfully".equals(map(how).get("condition"))) {
                  jobs.add(name);
                }
              });
    }
    return jobs;
  }

  private ComposeService service(String name, Map<String, Object> service, boolean isJob) {
    Map<String, String> environment = new LinkedHashMap<>();
    map(service.get("environment")).forEach((key, value) -> environment.put(key, text(value)));
    Map<String, Object> deploy = map(service.get("deploy"));
    Map<String, Object> limits = map(map(deploy.get("resources")).get("limits"));
    return new ComposeService(
        name,
        text(service.get("image")),
        texts(service.get("command")),
        environment,
        deploy.containsKey("replicas") ? Integer.parseInt(text(deploy.get("replicas"))) : 1,
        readiness(texts(map(service.get("healthcheck")).get("test"))),
        List.copyOf(map(service.get("depends_on")).keySet()),
        texts(service.get("profiles")),
        limits.containsKey("memory")
            ? OptionalLong.of(bytes(text(limits.get("memory"))))
            : OptionalLong.empty(),
        isJob);
  }

  private static String readiness(List<String> test) {
    Matcher found = READINESS.matcher(String.join(" ", test));
    return found.find() ? found.group(1) : "";
  }

  private static long bytes(String memory) {
    Matcher found = MEMORY.matcher(memory.toLowerCase(Locale.ROOT));
    if (!found.matches()) {
      throw new NumberFormatException("memory is like 512m or 2g, not " + memory);
    }
    return Long.parseLong(found.group(1))
        << (10 * " kmg".indexOf((found.group(2) + " ").charAt(0)));
  }

  private Map<String, ComposeService> inOrder() {
    Map<String, ComposeService> ordered = new LinkedHashMap<>();
    services.keySet().forEach(name -> visit(name, ordered, new ArrayList<>()));
    return ordered;
  }

  private void visit(String name, Map<String, ComposeService> ordered, List<String> way) {
    if (ordered.containsKey(name)) {
      return;
    }
    ComposeService service = services.get(name);
    if (service == null || way.contains(name)) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          "%s: %s %s".formatted(path, way, service == null ? "need " + name : "go in a circle"));
    }
    way.add(name);
    service.dependsOn().forEach(first -> visit(first, ordered, way));
    way.remove(name);
    ordered.put(name, service);
  }

  private List<String> texts(Object list) {
    return list == null ? List.of() : ((List<?>) list).stream().map(this::text).toList();
  }

  private String text(Object value) {
    return value == null ? "" : ComposeText.replaced(value.toString(), variables);
  }

  @SuppressWarnings("unchecked") // YAML's keys are texts wherever compose has maps.
  private static Map<String, Object> map(Object node) {
    return node == null ? Map.of() : (Map<String, Object>) node;
  }
}
