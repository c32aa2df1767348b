CREATE INDEX sign_ins_by_user ON sign_ins (user_id);
