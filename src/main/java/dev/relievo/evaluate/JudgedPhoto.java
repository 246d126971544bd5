package dev.relievo.evaluate;

import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.evaluate.Regressors.Answer;
import dev.relievo.record.FaceCrop;
import java.util.Map;

/**
 * A photograph with all answers to its face.
 *
 * @param answers by the name of the way
 * @param differences {@link SkinDifference} by the name of the way; empty where too little skin is
 *     seen by all
 */
record JudgedPhoto(
    Photo photo, FaceCrop crop, Map<String, Answer> answers, Map<String, Double> differences) {}
