/**
 * Kafka. One generic topology ({@link dev.relievo.stream.StageTopology}) wraps any {@link
 * dev.relievo.stage.Stage}; {@link dev.relievo.stream.Chain} says which topics each stage reads and
 * writes; {@link dev.relievo.stream.StageRunner} runs them in a process.
 */
package dev.relievo.stream;
