extension OptionTable {
    /// Every map of the file, in the order of docs/configuration.md.
    static let all = [
        TopLevelOptions.table, HTTPSection.table, TokenSection.table, TLSSection.table, FilesSection.table,
        DefaultsSection.table, ControlSection.table, SupervisionSection.table, StreamSection.table,
        ProgramLimitsSection.table, StatesSection.table, CommonOptions.table, LimitsSection.table,
        EntitiesSection.table, DemoPlatform.table, GenericPlatform.table, MJPEGPlatform.table, PushPlatform.table,
        AmcrestPlatform.table, ONVIFPlatform.table,
    ]
}
