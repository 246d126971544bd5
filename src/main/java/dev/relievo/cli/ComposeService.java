package dev.relievo.cli;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a service of a compose file says that matters to its processes.
 *
 * @param name of the service
 * @param image it is made from
 * @param command arguments of the image's entry point
 * @param environment variables, in the file's order
 * @param replicas how many processes, 1 or more
 * @param readiness path that answers 200 when a process is ready; empty where it has no such check
 * @param dependsOn names of the services that come first
 * @param profiles that start it; none: it is always started
 * @param memory bytes that a process may use
 * @param isJob whether it runs once, to an end, and others wait for that
 */
record ComposeService(
    String name,
    String image,
    List<String> command,
    Map<String, String> environment,
    int replicas,
    String readiness,
    List<String> dependsOn,
    List<String> profiles,
    OptionalLong memory,
    boolean isJob) {}
