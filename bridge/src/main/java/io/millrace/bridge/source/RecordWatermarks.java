package io.millrace.bridge.source;

import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.table.data.RowData;

/** A table's watermark, which records that cannot be decoded never raise. */
final class RecordWatermarks implements WatermarkStrategy<RowData> {
    private static final long serialVersionUID = 1L;

    private final WatermarkStrategy<RowData> declared;
    private final int fixed;
    private final boolean isEveryRow;

    /** With `isEveryRow` a watermark follows each row that raises it, which makes results deterministic. */
    RecordWatermarks(WatermarkStrategy<RowData> declared, int fixed, boolean isEveryRow) {
        this.declared = declared;
        this.fixed = fixed;
        this.isEveryRow = isEveryRow;
    }

    @Override
    public TimestampAssigner<RowData> createTimestampAssigner(TimestampAssignerSupplier.Context context) {
        return declared.createTimestampAssigner(context);
    }

    @Override
    public WatermarkGenerator<RowData> createWatermarkGenerator(WatermarkGeneratorSupplier.Context context) {
        WatermarkGenerator<RowData> generator = declared.createWatermarkGenerator(context);
        return new WatermarkGenerator<>() {
            @Override
            public void onEvent(RowData row, long timestamp, WatermarkOutput output) {
                if (RecordTable.isError(row, fixed)) {
                    return;
                }
                generator.onEvent(row, timestamp, output);
                if (isEveryRow) {
                    generator.onPeriodicEmit(output);
                }
            }

            @Override
            public void onPeriodicEmit(WatermarkOutput output) {
                generator.onPeriodicEmit(output);
            }
        };
    }
}
