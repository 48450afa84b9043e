package io.millrace.bridge.decode;

import io.millrace.bridge.BridgeException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

/** A declared column, or a part of one: an element, a key, a value or a field. */
public final class Column implements Serializable {
    private static final long serialVersionUID = 2L;

    /** The types of the decode contract, by its names: without lengths and precisions. */
    enum Kind {
        STRING, CHAR, VARCHAR, BOOLEAN, BYTES, BINARY, VARBINARY, DECIMAL, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE,
        DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, ARRAY, MAP, ROW;

        boolean isCharacter() {
            return this == STRING || this == CHAR || this == VARCHAR;
        }
    }

    final String name;
    final Kind kind;
    final LogicalType type;
    final boolean isNullable;
    /** An ARRAY's element, a MAP's key and value, or a ROW's fields; of an element or value the name is empty. */
    final List<Column> parts;

    /** Throws a BridgeException for a type that the decode contract does not have. */
    public Column(String name, LogicalType type) {
        this.name = name;
        this.kind = kind(name, type);
        this.type = type;
        this.isNullable = type.isNullable();
        this.parts = parts(name, type);
    }

    public String name() {
        return name;
    }

    /** The type's spelling in DDL. */
    String sql() {
        return type.asSummaryString();
    }

    /** The same without NOT NULL. */
    String plainSql() {
        return type.copy(true).asSummaryString();
    }

    private static List<Column> parts(String name, LogicalType type) {
        List<Column> parts = new ArrayList<>();
        switch (type.getTypeRoot()) {
            case ARRAY:
                parts.add(new Column("", ((ArrayType) type).getElementType()));
                break;
            case MAP:
                Column key = new Column("", ((MapType) type).getKeyType());
                if (!key.kind.isCharacter()) {
                    throw unknown(name, type);
                }
                parts.add(key);
                parts.add(new Column("", ((MapType) type).getValueType()));
                break;
            case ROW:
                for (RowType.RowField field : ((RowType) type).getFields()) {
                    parts.add(new Column(field.getName(), field.getType()));
                }
                break;
            default:
        }
        return parts;
    }

    private static Kind kind(String name, LogicalType type) {
        switch (type.getTypeRoot()) {
            case VARCHAR:
                return ((VarCharType) type).getLength() == VarCharType.MAX_LENGTH ? Kind.STRING : Kind.VARCHAR;
            case VARBINARY:
                return ((VarBinaryType) type).getLength() == VarBinaryType.MAX_LENGTH ? Kind.BYTES : Kind.VARBINARY;
            case INTEGER:
                return Kind.INT;
            case TIME_WITHOUT_TIME_ZONE:
                if (LogicalTypeChecks.getPrecision(type) == 0) {
                    return Kind.TIME;
                }
                throw unknown(name, type);
            case TIMESTAMP_WITHOUT_TIME_ZONE:
                return Kind.TIMESTAMP;
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
                return Kind.TIMESTAMP_LTZ;
            default:
        }
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(type.getTypeRoot().name())) {
                return kind;
            }
        }
        throw unknown(name, type);
    }

    private static BridgeException unknown(String name, LogicalType type) {
        String of = name.isEmpty() ? "a part of a column" : "column '" + name + "'";
        return new BridgeException(of + " has the type " + type.asSummaryString()
                + ", which records cannot hold; declare one that docs/records.md spells");
    }

    /** Whether it is a timestamp of milliseconds, as a time attribute is. */
    boolean isMilliseconds() {
        return type.getTypeRoot().getFamilies().contains(LogicalTypeFamily.TIMESTAMP)
                && LogicalTypeChecks.getPrecision(type) == 3;
    }
}
