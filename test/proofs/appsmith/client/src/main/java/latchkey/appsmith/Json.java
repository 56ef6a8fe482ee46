package latchkey.appsmith;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** Strict JSON: one value, without duplicate members. */
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().findAndAddModules().build();

  private static final ObjectReader READER =
      MAPPER
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  static JsonNode read(String text) throws JsonProcessingException {
    return READER.readValue(text);
  }

  static String write(Object value) throws JsonProcessingException {
    return MAPPER.writeValueAsString(value);
  }

  /** The object with one more member. */
  static JsonNode with(JsonNode object, String member, String value) {
    ObjectNode copy = MAPPER.createObjectNode();
    object.properties().forEach(each -> copy.set(each.getKey(), each.getValue()));
    return copy.put(member, value);
  }

  /** The members of an object of texts. */
  static Map<String, String> texts(JsonNode object) {
    if (!object.isObject()) throw new IllegalArgumentException(object + " is no object.");
    Map<String, String> texts = new TreeMap<>();
    object.properties().forEach(each -> texts.put(each.getKey(), text(each.getValue(), each.getKey())));
    return texts;
  }

  static String text(JsonNode value, String where) {
    if (!value.isTextual()) throw new IllegalArgumentException(where + " is no text.");
    return value.textValue();
  }
}
