/**
 * The viewer: frames, faces and stages live in a browser, and photographs in from there. {@link
 * dev.relievo.web.Viewer} is switched on by a command; {@code Feed} reads the topics, {@code Wall}
 * and {@code Gallery} keep a bounded part of what it read, {@code Live} tells every browser, and
 * the resources answer what browsers ask for. The pages are in {@code META-INF/resources}.
 */
package dev.relievo.web;
