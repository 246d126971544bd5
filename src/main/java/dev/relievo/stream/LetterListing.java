package dev.relievo.stream;

import java.util.List;

/**
 * What a search for dead letters found.
 *
 * @param letters in the order in which they failed; no more than were asked for
 * @param matching how many there are in all
 * @param unreadable records of the topics that are no dead letters
 */
public record LetterListing(List<Letter> letters, long matching, long unreadable) {}
